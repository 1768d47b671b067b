#pragma once
// Pads, IO_MUX, GPIO and RTC_IO together, with pins wired to nets of their own.
#include <array>

#include "peripherals/esp32/gpio.hpp"
#include "peripherals/esp32/rtc_io.hpp"

namespace esp32 {

struct PinsBench {
  static constexpr u32 w1ts = 0x08, w1tc = 0x0c, enable_w1ts = 0x24, enable_w1tc = 0x28;
  Pads pads;
  IoMux io_mux{"IO_MUX", pads};
  RtcIo rtc_io{"RTC_IO", pads};
  Gpio gpio{"GPIO", pads, io_mux};
  Nets nets;
  std::array<std::unique_ptr<Terminal>, 40> outside;

  // A terminal of the world's on the pin's net.
  Terminal& wire(unsigned pin) {
    if (!outside[pin]) {
      outside[pin] = std::make_unique<Terminal>("outside");
      Net& net = nets.net("net" + std::to_string(pin));
      pads.terminal(pin).connect(net);
      outside[pin]->connect(net);
    }
    return *outside[pin];
  }
  static constexpr u32 mux_offset(unsigned pin) {
    constexpr std::array<u8, 40> at{0x44, 0x88, 0x40, 0x84, 0x48, 0x6c, 0x60, 0x64, 0x68, 0x54, 0x58, 0x5c, 0x34, 0x38,
                                    0x30, 0x3c, 0x4c, 0x50, 0x70, 0x74, 0x78, 0x7c, 0x80, 0x8c, 0,    0x24, 0x28, 0x2c,
                                    0,    0,    0,    0,    0x1c, 0x20, 0x14, 0x18, 0x04, 0x08, 0x0c, 0x10};
    return at[pin];
  }
  static constexpr u32 pin_offset(unsigned pin) { return 0x88 + 4 * pin; }
  static constexpr u32 in_sel(unsigned signal) { return 0x130 + 4 * signal; }
  static constexpr u32 out_sel(unsigned pin) { return 0x530 + 4 * pin; }
  void mux(unsigned pin, u32 function, u32 more = 0) { io_mux.write(mux_offset(pin), function << 12 | 2 << 10 | more); }
  void output(unsigned pin, bool level) { gpio.write(level ? w1ts : w1tc, 1u << pin); }
  double volts(unsigned pin) { return pads.terminal(pin).volts(); }
};
constexpr u32 fun_ie = 1 << 9, fun_pu = 1 << 8, fun_pd = 1 << 7;

}  // namespace esp32
