#pragma once
// The cache of the XIP block: 16 KiB, two ways, lines of 8 bytes (RP2040 Datasheet 2.6.3.1, 2.6.3.2). The SSI fetches
// one word at a time, so each half of a line is valid or not by itself (its designer in raspberrypi/pico-feedback
// #307). In doubt: which way makes room is not published: an LFSR chooses, one step for each line that comes, as in a
// cache of the same designer (Wren6991/libfpga, cache_mem_set_associative.v, where it runs with the clock). A miss
// takes the time on the pins and `overhead` cycles for the way through the SSI, which nobody gives. Not modelled: what
// changes in the flash is seen at once, cached or not; instructions in other windows than the first, or in its
// repetitions, do not wait; instructions that are found in the cache are not counted as accesses.
#include <array>

#include "emulator/bus.hpp"
#include "emulator/state.hpp"
#include "peripherals/rp2040/ssi.hpp"

namespace rp2040 {

class XipCache final : public CachedMemory::Cache {
 public:
  static constexpr u32 overhead = 6;
  enum class Window : u8 { cached, no_allocate, no_cache, no_cache_no_allocate };

  explicit XipCache(const Ssi& ssi) : ssi_(ssi) {}
  // The memory that engines see in the first window, from now on.
  void serve(CachedMemory& memory) { memory_ = &memory; }

  void enable(bool on);
  void flush();                  // forgets all
  void invalidate(u32 offset);   // the line of an offset in the flash
  u32 load(Window, u32 offset);  // cycles that a load waits

  u32 wait() const override;
  u32 fetch(u32 address) override;

  u32 hits() const;
  u32 accesses() const;
  void clear_hits() { hits_ = 0 - fast_hits(); }
  void clear_accesses() { accesses_ = 0 - fast_hits(); }

  void serialize(State&);

 private:
  static constexpr u32 sets = 1024;
  static constexpr u32 none = ~0u;
  struct Line {
    u32 tag = none;  // offset / 8 KiB
    u8 valid = 0;    // bit 0: the lower word, bit 1: the upper
    bool operator==(const Line&) const = default;
    void serialize(State& state) { state(tag, valid); }
  };
  static u32 set_of(u32 offset) { return offset / 8 % sets; }
  static u32 tag_of(u32 offset) { return offset / 8 / sets; }
  static u8 half_of(u32 offset) { return offset & 4 ? 2 : 1; }

  Line* find(u32 offset);
  bool holds(u32 offset);
  void fill(u32 offset);
  void show(const Line&, u32 set, bool held);
  void show_all(bool held);
  void remember(u32 address);
  void forget_recent();
  u64 fast_hits() const { return memory_ ? memory_->view.hits : 0; }

  const Ssi& ssi_;
  CachedMemory* memory_ = nullptr;
  std::array<std::array<Line, 2>, sets> lines_{};
  bool enabled_ = true;
  u16 lfsr_ = 1;
  // While the cache is off: the words that instructions were last fetched from. A core has them when it begins the
  // instruction, though something else may come first.
  std::array<u32, 8> recent_{};
  u32 next_recent_ = 0;
  u64 hits_ = 0, accesses_ = 0;  // besides those that the engines count
};

}  // namespace rp2040
