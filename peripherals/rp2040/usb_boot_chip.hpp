#pragma once
// What BOOTSEL mode does to the RP2040 around it: flash by its contents and the typical times of a W25Q16JV (data sheet
// revision H, 9.6), memory through the bus, restart through WATCHDOG, PSM and CLOCKS with the same writes as
// watchdog_reboot() of the boot ROM (pico-bootrom-rp2040, usb_device_tiny/runtime.c). Because of RP2040-E1, which that
// function does not know, the restart comes after half the time asked for.
// Not modelled: block protection of the flash; the activity pin is whoever's sets on_activity.
#include "emulator/bus.hpp"
#include "peripherals/rp2040/usb_boot_worker.hpp"

namespace rp2040 {

class UsbBootChip final : public UsbBootTarget {
 public:
  // The bus as the cores see it.
  UsbBootChip(Bus& bus, Memory& flash) : bus_(bus), flash_(flash) {}

  std::function<void(bool on)> on_activity;
  std::function<void()> on_wake;

  void start();  // the crystal oscillator, and the watchdog's tick

  Duration exit_xip() override { return Duration{}; }
  Duration enter_cmd_xip() override { return Duration{}; }
  Duration erase_sector(u32 offset) override;
  Duration program_page(u32 offset, std::span<const u8, 256> data) override;
  Duration read_flash(u32 offset, std::span<u8> data) override;
  void read_memory(u32 address, std::span<u8> data) override;
  void write_memory(u32 address, std::span<const u8> data) override;
  void reboot(u32 pc, u32 sp, u32 delay_ms) override;
  void wake() override {
    if (on_wake) on_wake();
  }
  void activity(bool on) override;
  u32 flash_functions() const override;
  u32 page_buffer() const override { return 0x5010'0800; }  // in the USB controller's memory, below the stack

 private:
  u32 read(u32 address);
  void write(u32 address, u32 value) { bus_.write(address, 4, value); }

  Bus& bus_;
  Memory& flash_;
};

}  // namespace rp2040
