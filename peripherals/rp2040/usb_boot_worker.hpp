#pragma once
// What the boot ROM's USB mode does to the chip, whoever asks: erase, program, read, restart. Each task takes its time,
// one after the other. Addresses and status codes as in 2.8.5 "USB PICOBOOT Interface" of the RP2040 Datasheet.
// Functions of the guest's are called by the core that is in the boot ROM: those of PC_EXEC, and those that have taken
// the place of the ROM's flash functions since PC_VECTORIZE_FLASH (pico-bootrom-rp2040, bootrom/async_task.c). While
// one is at work, other tasks wait.
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "emulator/time.hpp"

namespace rp2040 {
using namespace emulator;

// The chip, as its boot ROM reaches it. A Duration is how long that takes.
struct UsbBootTarget {
  virtual ~UsbBootTarget() = default;
  virtual Duration exit_xip() = 0;
  virtual Duration enter_cmd_xip() = 0;
  // Offsets are in bytes from the start of the flash.
  virtual Duration erase_sector(u32 offset) = 0;  // 4 KiB
  virtual Duration program_page(u32 offset, std::span<const u8, 256> data) = 0;
  virtual Duration read_flash(u32 offset, std::span<u8> data) = 0;
  // ROM, SRAM and the XIP cache used as RAM.
  virtual void read_memory(u32 address, std::span<u8> data) = 0;
  virtual void write_memory(u32 address, std::span<const u8> data) = 0;
  // Through the watchdog: pc 0 is the ordinary way to start, from flash.
  virtual void reboot(u32 pc, u32 sp, u32 delay_ms) = 0;
  // The core that sleeps in the boot ROM.
  virtual void wake() = 0;
  // The pin chosen for showing activity, if there is one.
  virtual void activity(bool on) = 0;
  // The ROM's table of flash functions, and where a page can be handed to one of the guest's.
  virtual u32 flash_functions() const = 0;
  virtual u32 page_buffer() const = 0;
};

// What the core in the boot ROM is to call; nothing: it sleeps.
struct UsbBootCall {
  u32 function = 0, r0 = 0, r1 = 0;
};

enum class BootStatus : u32 {
  ok,
  unknown_cmd,
  invalid_cmd_length,
  invalid_transfer_length,
  invalid_address,
  bad_alignment,
  interleaved_write,
  rebooting
};

class UsbBootWorker {
 public:
  static constexpr u32 sector_size = 4096, page_size = 256;
  static constexpr u32 xip_base = 0x1000'0000, sram_base = 0x2000'0000, sram_end = 0x2004'2000;

  enum class Source : u8 { virtual_disk, picoboot };
  struct Task {
    Source source = Source::virtual_disk;
    bool exit_xip = false, enter_cmd_xip = false, erase = false, write = false, read = false, exec = false,
         vectorize = false;
    bool check_last_mutation = false;  // nobody else may have written in between
    u32 erase_address = 0, erase_size = 0, address = 0;
    void serialize(State& s) {
      s(source, exit_xip, enter_cmd_xip, erase, write, read, exec, vectorize, check_last_mutation, erase_address,
        erase_size, address);
    }
  };

  UsbBootWorker(Scheduler& scheduler, UsbBootTarget& target) : scheduler_(scheduler), target_(target) {}
  void reset();

  // None: the guest is at it. Its end is told with the task's ticket.
  std::optional<BootStatus> execute(const Task&, std::span<u8> data);
  u32 ticket() const { return tickets_; }  // of the task given last
  std::vector<std::function<void(u32 ticket, BootStatus, std::span<const u8> data)>> on_end;
  Time done() const { return free_; }  // when what was executed last is over
  void reboot(u32 pc, u32 sp, u32 delay_ms);
  // For the ROM: what to call now. Asked again, the last one has returned that.
  UsbBootCall next_call(u32 returned);
  u32 erase_sector_function();  // that of the table that is in use
  void activity(bool on) { target_.activity(on); }
  Time now() const { return scheduler_.now(); }

  bool virtual_disk_locked = false;  // PICOBOOT has exclusive access

  static bool is_ram(u32 address);
  static bool is_direct(const Task&, std::size_t size);  // by memory, not by the flash functions
  static bool is_flash(u32 address) { return address >= xip_base && address <= sram_base; }
  static bool is_rom(u32 address) { return address < 0x2000; }
  void serialize(State& state);

 private:
  // In the order of the ROM's table, behind its size.
  enum Function : u8 { enter_cmd_xip, exit_xip, erase_sector, erase_range, page_program, page_read };
  static constexpr u32 functions_size = 28;
  struct Job {
    Task task;
    std::vector<u8> data;
    u32 ticket = 0;
    void serialize(State& s) { s(task, data, ticket); }
  };

  std::optional<BootStatus> start(const Task&, std::span<u8> data);
  BootStatus check(const Task&, std::size_t size) const;
  BootStatus vectorize(u32 address);
  void perform(const Task&, std::span<u8> data);
  bool by_guest(const Task&, std::size_t size);
  std::vector<UsbBootCall> calls(const Task&, std::size_t size);
  std::vector<UsbBootCall> calls() { return calls(job_.task, job_.data.size()); }
  u32 function(Function);
  u32 word(u32 address);
  void call_next();
  void end(BootStatus);
  void spend(Duration);

  Scheduler& scheduler_;
  UsbBootTarget& target_;
  Time free_{};
  Source last_mutation_ = Source::virtual_disk;
  bool rebooting_ = false;
  u32 vectors_ = 0;  // the table in RAM; 0: the ROM's
  u32 tickets_ = 0;
  bool in_guest_ = false, wanted_ = false, called_ = false;
  Job job_;  // the guest's
  u8 calls_made_ = 0;
  std::deque<Job> waiting_;
};

}  // namespace rp2040
