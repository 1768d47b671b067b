#pragma once
// What the boot ROM's USB mode does to the chip, whoever asks: erase, program, read, restart. Each task takes its time,
// one after the other. Addresses and status codes as in 2.8.5 "USB PICOBOOT Interface" of the RP2040 Datasheet.
#include <functional>
#include <span>

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
    bool exit_xip = false, enter_cmd_xip = false, erase = false, write = false, read = false;
    bool check_last_mutation = false;  // nobody else may have written in between
    u32 erase_address = 0, erase_size = 0, address = 0;
    void serialize(State& s) {
      s(source, exit_xip, enter_cmd_xip, erase, write, read, check_last_mutation, erase_address, erase_size, address);
    }
  };

  UsbBootWorker(Scheduler& scheduler, UsbBootTarget& target) : scheduler_(scheduler), target_(target) {}
  void reset();

  BootStatus execute(const Task&, std::span<u8> data);
  Time done() const { return free_; }  // when what was executed last is over
  void reboot(u32 pc, u32 sp, u32 delay_ms);
  // PC_EXEC: a function of the guest's, called by the boot ROM in thread mode. What else is asked for meanwhile does
  // not wait for it, as it would in the real ROM.
  void call(u32 function);
  std::function<void()> on_returned;
  u32 next_function();  // for the ROM: what to call now, or 0; asked again, the last one has returned
  void activity(bool on) { target_.activity(on); }
  Time now() const { return scheduler_.now(); }

  bool virtual_disk_locked = false;  // PICOBOOT has exclusive access

  static bool is_ram(u32 address);
  static bool is_flash(u32 address) { return address >= xip_base && address <= sram_base; }
  static bool is_rom(u32 address) { return address < 0x2000; }
  void serialize(State& state);

 private:
  BootStatus erase(const Task&);
  BootStatus transfer(const Task&, std::span<u8> data);
  void spend(Duration);

  Scheduler& scheduler_;
  UsbBootTarget& target_;
  Time free_{};
  Source last_mutation_ = Source::virtual_disk;
  bool rebooting_ = false;
  bool wanted_ = false, called_ = false;
  u32 function_ = 0;
};

}  // namespace rp2040
