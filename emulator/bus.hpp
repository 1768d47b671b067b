#pragma once
// The address space of a chip: host memory reached directly, devices by call.
#include <array>
#include <bit>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "emulator/cached_memory.hpp"
#include "emulator/device.hpp"
#include "emulator/types.hpp"

namespace emulator {

class Bus;

// Host bytes that appear at one or more guest addresses, of one bus or of several. In front of them lies a byte for
// each line of 64: how many translations that somebody keeps were made from it. So host code finds both by one
// register.
class Memory {
 public:
  static constexpr u32 line_bits = 6, line_size = 1u << line_bits;

  Memory(std::string name, std::size_t size, u8 fill = 0);
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  const std::string& name() const { return name_; }
  std::span<u8> bytes() { return bytes_; }
  std::span<const u8> bytes() const { return bytes_; }
  u32 size() const { return static_cast<u32>(bytes_.size()); }

 private:
  friend class Bus;
  struct Mapping {
    Bus* bus;
    u32 base, offset, size;
  };
  // One more than there are, so that two neighbours can be looked at as one halfword.
  static std::size_t lines_of(std::size_t size) { return (size / line_size + 2 + line_size - 1) & ~std::size_t{63}; }
  u8* code_lines() { return storage_.data(); }
  const u8* code_lines() const { return storage_.data(); }

  std::string name_;
  std::vector<u8> storage_;  // the lines, then the bytes
  std::span<u8> bytes_;
  std::vector<Mapping> mappings_;
};

// What a store to memory that is not plain RAM does (flash behind a programming controller, say).
struct StoreHandler {
  virtual ~StoreHandler() = default;
  // Offset within the mapping. False is a bus fault.
  virtual bool store(u32 offset, u32 value, unsigned width) = 0;
  // How many cycles a read there waits, for memory that was mapped as `slow`.
  virtual u32 wait(u32 /*offset*/) { return 0; }
};

// How a device on this bus takes byte and halfword accesses.
enum class Narrow : u8 {
  lanes,      // the other lanes keep what they hold
  replicate,  // a write appears on every lane: the whole register is written
  refuse,     // a bus fault
};

enum class Watch : u8 { read = 1, write = 2, access = 3 };

class Bus {
 public:
  static constexpr u32 page_bits = 12;
  static constexpr u32 page_size = 1u << page_bits;

  Bus();
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  // Memory that can be read and executed; stores go to RAM, to a handler, or are bus faults.
  void map_ram(u32 base, Memory&, u32 offset = 0, u32 size = 0);
  void map_rom(u32 base, Memory&, StoreHandler* stores = nullptr, u32 offset = 0, u32 size = 0, bool slow = false);
  void map(u32 base, u32 size, Device&, Narrow = Narrow::lanes);
  // [base, base+size) behaves as [target, target+size) of devices mapped before.
  void map_alias(u32 base, u32 size, u32 target);
  // [base, base+size), whole pages, shows this memory from now on instead of what was there before: nothing, or what an
  // earlier call has put there. A null memory leaves nothing there. For memory management units, at any time; what was
  // translated from there is forgotten.
  void remap(u32 base, u32 size, Memory*, u32 offset = 0, bool writable = false);

  // What lies there is reached by aligned words only: bytes and halfwords are bus faults. Once, before anything
  // executes.
  void words_only(u32 base, u32 size);
  bool words_only(u32 address) const { return address - words_base_ < words_size_; }

  // As a bus master sees it. False is a bus fault: nothing there, or refused. `width` is 1, 2 or 4; aligned.
  // `wait`: how many cycles the master waited, where memory is slow.
  bool read(u32 address, unsigned width, u32& value, u32* wait = nullptr);
  bool write(u32 address, unsigned width, u32 value);

  // As a debugger sees it: no side effects, flash can be written, devices can not. False at the first byte that is not
  // there.
  bool peek(u32 address, std::span<u8> bytes) const;
  bool poke(u32 address, std::span<const u8> bytes);
  Device* device_at(u32 address, u32& offset) const;
  // What is where, by rising address.
  struct Mapped {
    u32 base, size;
    const Memory* memory;  // null for a device
    bool writable;         // memory that takes stores as RAM does
  };
  std::vector<Mapped> mapped() const;

  // Whoever changes a Memory's bytes other than through this bus says so: code may have been translated from them.
  void changed(const Memory&, u32 offset, u32 size);

  // --- for the engines ---
  // The largest RAM, for access without a table: host = bias + address. How much of it may be read and written so is
  // given in units of 1, 2 and 4 bytes: an address is inside and aligned if rotating address - base right by 0, 1 or 2
  // gives less, because bits that should be 0 come out on top.
  struct Window {
    u32 base = 0;
    std::array<u32, 3> readable{}, writable{};
    std::uintptr_t bias = 0;
    // While code was translated from it, nothing is writable so; but where the byte of a line of 64, from the base on,
    // is 0 nobody wants to hear of stores. Null: unknown.
    const u8* code_lines = nullptr;
  };
  const Window& window() const { return window_; }
  CachedMemory& cached() { return cached_; }
  const CachedMemory& cached() const { return cached_; }
  // An aligned word of the RAM in the window, null elsewhere.
  u8* plain_word(u32 address, bool writing) const {
    const u32 limit = writing ? window_.writable[2] : window_.readable[2];
    const bool inside = std::rotr(address - window_.base, 2) < limit;
    return inside ? reinterpret_cast<u8*>(window_.bias + address) : nullptr;
  }
  // Per page: host address minus guest address where plain loads (stores) may go directly, else 0.
  const std::uintptr_t* read_pages() const { return read_pages_; }
  const std::uintptr_t* write_pages() const { return write_pages_; }
  // The same for words: of more pages, where others are refused.
  const std::uintptr_t* word_read_pages() const { return word_read_pages_; }
  const std::uintptr_t* word_write_pages() const { return word_write_pages_; }
  // Code was translated from these lines of 64 bytes of a page: stores there are to be reported until forget_code().
  // Calls nest.
  void watch_code(u32 page_address, u64 lines = ~u64{0});
  void forget_code(u32 page_address, u64 lines = ~u64{0});
  std::vector<std::function<void(u32 address, u32 size)>> on_code_changed;
  // Is this address in memory that plain stores cannot change?
  bool constant(u32 address) const;
  // Host bytes that hold the instruction at an address, as many as `size` if that many are there.
  std::span<const u8> fetch(u32 address, u32 size) const;
  // Calls f(base, size) for each stretch of memory, in order of address.
  template <typename F>
  void each_memory(F f) const {
    for (const Region& r : regions_)
      if (r.memory) f(r.base, r.size);
  }

  // Data watchpoints of a debugger.
  void watch(u32 address, u32 size, Watch);
  void unwatch(u32 address, u32 size, Watch);
  std::function<void(u32 address, u32 size, bool writing)> on_watch;  // before the access is made
  bool watches(u32 address, u32 size, Watch) const;

 private:
  friend class Memory;
  struct Region {
    u32 base, size;
    Memory* memory = nullptr;
    u32 offset = 0;  // within memory
    bool writable = false;
    StoreHandler* stores = nullptr;
    bool slow = false;  // reads wait as `stores` says
    Device* device = nullptr;
    Narrow narrow = Narrow::lanes;
    u32 device_offset = 0;
  };
  struct Watchpoint {
    u32 address, size;
    Watch kind;
  };

  const Region* find(u32 address) const;
  const Region* search(u32 address) const;
  void add(Region);
  void show(const Region&);
  void lose(const Memory&);
  void refresh(u32 page);
  void refresh_mappings_of(u32 address);
  void refresh_window();
  void report_watch(u32 address, unsigned width, Watch);
  bool watched(u32 page) const;
  void forget_constants(u32 address);
  static bool holds_code(const Memory&, u32 memory_page_offset);
  void count_lines(u32 page_address, u64 lines, bool more);

  std::vector<Region> regions_;  // sorted by base, never overlapping
  // Where find() last found something, by page: most accesses go where one went before.
  mutable std::array<const Region*, 64> recent_{};
  Window window_;
  const Memory* window_memory_ = nullptr;
  CachedMemory cached_;
  std::uintptr_t* read_pages_;
  std::uintptr_t* write_pages_;
  std::uintptr_t* word_read_pages_;  // the two above, or tables of their own
  std::uintptr_t* word_write_pages_;
  u32 words_base_ = 0, words_size_ = 0;
  std::map<u32, unsigned> code_pages_;  // page number -> how many lines are watched, and how often
  std::vector<Watchpoint> watchpoints_;
};

}  // namespace emulator
