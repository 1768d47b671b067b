#pragma once
// CLOCKS with sources of usual frequencies, for its tests.
#include "peripherals/rp2040/clocks.hpp"
#include "tests/peripherals/rp2040/fake_pins.hpp"

namespace rp2040::clocks_test {
using namespace std::chrono_literals;

inline constexpr u32 GPOUT2 = 0x18, REF = 0x30, SYS = 0x3c, PERI = 0x48, USB = 0x54, RTC = 0x6c;
inline constexpr u32 DIV = 4, SELECTED = 8;
inline constexpr u32 RESUS_CTRL = 0x78, RESUS_STATUS = 0x7c, FC0_REF_KHZ = 0x80, FC0_MIN_KHZ = 0x84, FC0_MAX_KHZ = 0x88;
inline constexpr u32 FC0_INTERVAL = 0x90, FC0_SRC = 0x94, FC0_STATUS = 0x98, FC0_RESULT = 0x9c;
inline constexpr u32 WAKE_EN0 = 0xa0, WAKE_EN1 = 0xa4, SLEEP_EN1 = 0xac, ENABLED0 = 0xb0, ENABLED1 = 0xb4;
inline constexpr u32 INTR = 0xb8, INTE = 0xbc, INTF = 0xc0, INTS = 0xc4;
inline constexpr u32 ENABLE = 1u << 11;
inline constexpr i64 MHz = 1'000'000;

struct Bench {
  Scheduler s;
  FakePins pins;
  ClockSignal rosc{"rosc", 6'500'000}, rosc_ph{"rosc_ph", 6'500'000}, xosc{"xosc", 12 * MHz};
  ClockSignal pll_sys{"pll_sys", 125 * MHz}, pll_usb{"pll_usb", 48 * MHz};
  Clocks c{"CLOCKS", s, pins, {rosc, rosc_ph, xosc, pll_sys, pll_usb}};
  void pass(Duration d) { s.run_until(s.now() + d); }
  // What the SDK makes of them: clk_ref from the crystal, clk_sys from the PLL.
  void start_up() {
    c.write(REF, 2);
    pass(2us);
    c.write(SYS, 1);
    pass(2us);
  }
};

}  // namespace rp2040::clocks_test
