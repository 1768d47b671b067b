#pragma once
// The boot ROM: 16 KiB of our own with the interface of the RP2040's. RP2040 Datasheet 2.7 "Boot Sequence", 2.8
// "Bootrom"; the order of its steps after raspberrypi/pico-bootrom-rp2040 (B2).
// Boot flow, launch of core 1, memory functions and the simple flash functions are Thumb code. The others are a UDF
// instruction in the ROM, which the core hands to perform(), and cost what the real ones take on average. All state is
// the guest's: registers, memory and devices.
// Differences: the floating-point code can not be copied to RAM (between FS and FE, DS and DE lie the UDFs); the
// scientific functions are rounded correctly, which the real ones are not always (they differ in the last digits); the
// git revision is 0. USB boot is whoever's listens to on_usb_boot.
#include <functional>
#include <span>
#include <vector>

#include "cpu/thumb/cortex_m.hpp"
#include "peripherals/rp2040/ssi.hpp"
#include "peripherals/rp2040/usb_boot_worker.hpp"

namespace rp2040 {

class Bootrom {
 public:
  static constexpr u32 size = 16 * 1024;
  // UDF's operand.
  enum class Call : u8 {
    popcount32,
    reverse32,
    clz32,
    ctz32,
    flash_exit_xip,
    flash_erase,    // one block of flash_range_erase, not waited for
    flash_program,  // one page of flash_range_program, not waited for
    flash_wait,     // until the flash is ready
    load_boot2,
    usb_boot,
    usb_task,    // r0: what the function called last has returned; then r2: what USB boot wants called with r0 and r1
    usb_vector,  // r1: the function that erases a sector in BOOTSEL mode
    flash_read,  // a page, from r0 to r1
    float_first = 0x40,
    double_first = 0x80,
  };

  // The bus is what the cores see.
  Bootrom(Bus&, Ssi&);

  // USB boot has been reached: from now on its core sleeps. With the arguments of reset_to_usb_boot, zeros if there is
  // nothing to boot from flash.
  std::function<void(u32 gpio_activity_pin_mask, u32 disable_interface_mask)> on_usb_boot;
  // That core has been woken by an event, or the function asked for last has returned that. Returns what comes next.
  std::function<UsbBootCall(u32 returned)> on_usb_task;
  std::function<u32()> on_usb_vector;
  static constexpr u32 flash_functions = 0x1c;  // there is the address of the table of BOOTSEL mode's flash functions

  static std::vector<u8> image();
  // For CortexM::on_undefined of both cores, as long as the image is mapped at 0.
  bool perform(cpu::thumb::CortexM&, u32 word);

 private:
  using Core = cpu::thumb::CortexM;
  void bits(Core&, Call);
  void exit_xip(Core&);
  void erase(Core&);
  void program(Core&);
  void wait(Core&);
  void load_boot2(Core&);
  void read(Core&);
  void usb_task(Core&);
  void spend(Core&, u32 cycles);
  void spend_clocks(Core&, u32 bytes);

  void set(u32 address, u32 value);
  u32 get(u32 address);
  void chip_select(u32 override);
  u8 exchange(u8 out) { return ssi_.exchange_byte(out); }
  void begin(u8 command);  // selects the flash and sends it
  void end();
  void send_address(u32 address);

  Bus& bus_;
  Ssi& ssi_;
};

}  // namespace rp2040
