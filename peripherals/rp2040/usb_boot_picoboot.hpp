#pragma once
// PICOBOOT: the boot ROM's vendor interface, which picotool talks to. RP2040 Datasheet 2.8.5; numbers as in the SDK's
// boot/picoboot.h, answers as the ROM gives them (pico-bootrom-rp2040, bootrom/usb_boot_device.c): what fails without
// data to transfer is acknowledged all the same.
#include <array>

#include "peripherals/rp2040/usb_boot_pipe.hpp"
#include "peripherals/rp2040/usb_boot_worker.hpp"

namespace rp2040 {

class UsbBootPicoboot {
 public:
  UsbBootPicoboot(Scheduler&, UsbBootWorker&);

  UsbBootPipe in, out;
  std::function<void()> on_eject;  // the drive is to be ejected

  void configure();                // SET_CONFIGURATION
  void reset();                    // INTERFACE_RESET
  std::vector<u8> status() const;  // GET_COMMAND_STATUS
  void stop();
  void serialize(State&);

 private:
  enum class Phase : u8 { command, data_in, data_out, no_data, acknowledged };

  void packet(std::span<const u8>);
  void command(std::span<const u8>);
  void perform(std::span<const u8> arguments);
  void refuse(BootStatus);
  void acknowledge();
  void start_data(u32 length);
  void next_chunk();
  void data(std::span<const u8>);
  void run_chunk();
  void task_done();
  void sent();

  UsbBootWorker& worker_;
  Phase phase_ = Phase::command;
  u32 token_ = 0;
  BootStatus code_ = BootStatus::ok;
  u8 id_ = 0;
  bool in_progress_ = false;
  UsbBootWorker::Task task_;
  BootStatus result_ = BootStatus::ok;  // of the task that is going on
  u32 ticket_ = 0;                      // of one that the guest is at; 0: none
  u32 left_ = 0;
  std::vector<u8> chunk_;
  Event done_;
};

}  // namespace rp2040
