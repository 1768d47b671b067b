#pragma once
// The boot ROM's mass-storage interface: SCSI commands in USB Mass Storage Class Bulk-Only Transport 1.0, with the
// answers and the stalls of the ROM (pico-bootrom-rp2040, usb_device_tiny/usb_msc.c). In the letters of that
// specification, 6.7: the host expects n(othing), i(n) or o(ut), the device likewise.
#include <array>

#include "peripherals/rp2040/usb_boot_disk.hpp"
#include "peripherals/rp2040/usb_boot_pipe.hpp"

namespace rp2040 {

class UsbBootStorage {
 public:
  UsbBootStorage(Scheduler&, UsbBootWorker&, std::string serial);

  UsbBootPipe in, out;

  void configure();  // SET_CONFIGURATION
  void reset();      // Bulk-Only Mass Storage Reset
  void stop();
  void eject() { ejected_ = true; }
  void serialize(State&);

 private:
  enum class Direction : u8 { none, in, out };
  enum class Phase : u8 { command, data_in, data_out };
  // Command Block Wrapper
  struct Command {
    u32 tag = 0, length = 0;
    Direction direction = Direction::none;
    std::array<u8, 16> block{};
  };

  void packet(std::span<const u8>);
  void command(std::span<const u8>);
  void perform(const Command&);
  void nothing(const Command&);
  bool begin_data(const Command&, u32 expected, Direction);
  void respond(const Command&, std::vector<u8> data);
  void read_or_write(const Command&, Direction);
  void fail(const Command&, u8 key, u8 code, u8 qualifier);
  void set_sense(u8 key, u8 code, u8 qualifier);
  void data(std::span<const u8>);
  void next_sector();
  void sent();
  void sector_written();
  void data_phase_complete();
  void send_status();

  UsbBootWorker& worker_;
  UsbBootDisk disk_;
  Phase phase_ = Phase::command;
  u32 tag_ = 0, residue_ = 0;
  u8 status_ = 0;
  u8 sense_key_ = 0, sense_code_ = 0, sense_qualifier_ = 0;
  Direction stall_ = Direction::none;  // before the status
  bool status_when_unhalted_ = false, ejected_ = false;
  u32 lba_ = 0, left_ = 0;  // of the data phase, in bytes
  std::vector<u8> sector_;  // as far as it has come
  BootStatus written_status_ = BootStatus::ok;
  u32 ticket_ = 0;  // of a sector that the guest writes; 0: none
  Event written_;
};

}  // namespace rp2040
