#pragma once
// What the boot ROM's image is made with: its code is in bootrom_boot.cpp and bootrom_image.cpp.
#include <string_view>
#include <vector>

#include "peripherals/rp2040/bootrom.hpp"
#include "peripherals/rp2040/thumb_code.hpp"

namespace rp2040 {

struct BootromBuilder {
  using Call = Bootrom::Call;
  using Label = ThumbCode::Label;

  std::vector<u8> bytes = std::vector<u8>(Bootrom::size, 0);
  ThumbCode c{bytes, Bootrom::flash_functions + 4};
  struct Entry {
    std::string_view code;
    u32 pointer;
  };
  std::vector<Entry> functions, data;

  Label dead, enable_clocks, reset_and_wait, unreset_and_wait, main, core1, usb_reboot, usb_wait, usb_clocks, connect,
      exit_xip, flush, enter_xip, range_erase, range_program;

  void function(std::string_view code, Label l) { functions.push_back({code, c.address(l) | 1}); }
  void half_at(u32 address, u32 value) {
    bytes[address] = static_cast<u8>(value);
    bytes[address + 1] = static_cast<u8>(value >> 8);
  }
  void word_at(u32 address, u32 value) { half_at(address, value & 0xffff), half_at(address + 2, value >> 16); }
  Label host(Call call) {
    const Label l = c.bind_here();
    c.udf(static_cast<u32>(call));
    c.bx(ThumbCode::lr);
    return l;
  }

  void start();
  void reset_helpers();
  void launch_core1();
  void boot();
  void usb();
  void set_usb_clocks();
  void usb_tasks();
  void bit_functions();
  void memory_set();
  void memory_copy();
  void flash_setup();
  void flash_change();
  void flash_functions();
  void debugger();
  void tables();
  u32 table(const std::vector<Entry>&);
  u32 float_table(Call first, u32& from, u32& to);
};

}  // namespace rp2040
