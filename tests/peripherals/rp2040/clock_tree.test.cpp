// The blocks that make time, wired as in the chip, and what the SDK does with them: clocks_init() of hardware_clocks,
// runtime_init(), watchdog_reboot().
#include <catch2/catch.hpp>

#include "peripherals/rp2040/clocks.hpp"
#include "peripherals/rp2040/pll.hpp"
#include "peripherals/rp2040/psm.hpp"
#include "peripherals/rp2040/resets.hpp"
#include "peripherals/rp2040/rosc.hpp"
#include "peripherals/rp2040/timer.hpp"
#include "peripherals/rp2040/watchdog.hpp"
#include "peripherals/rp2040/xosc.hpp"
#include "tests/peripherals/rp2040/fake_pins.hpp"

using namespace emulator;
using namespace rp2040;
using namespace std::chrono_literals;

namespace {

constexpr i64 MHz = 1'000'000;
constexpr u32 REF = 0x30, SYS = 0x3c, PERI = 0x48, USB = 0x54, ADC = 0x60, RTC = 0x6c, SELECTED = 8, ENABLE = 1u << 11;

struct Tree {
  Scheduler s;
  FakePins pins;
  Xosc xosc{"XOSC", s, 12 * MHz};
  Rosc rosc{"ROSC", s, Random{1, "ROSC"}};
  Pll pll_sys{"PLL_SYS", s, xosc.clk}, pll_usb{"PLL_USB", s, xosc.clk};
  Clocks clocks{"CLOCKS", s, pins, {rosc.clk, rosc.clk_ph, xosc.clk, pll_sys.clk, pll_usb.clk}};
  Watchdog watchdog{"WATCHDOG", s, clocks.clk_ref};
  Timer timer{"TIMER", s, watchdog.tick};
  Resets resets{"RESETS"};
  Psm psm{"PSM"};

  Tree() {
    resets.connect(Subsystem::pll_sys, pll_sys);
    resets.connect(Subsystem::pll_usb, pll_usb);
    resets.connect(Subsystem::timer, timer);
    psm.on_held = [this](Stage stage, bool held) {
      if (stage == Stage::clocks) clocks.hold_in_reset(held);
      if (stage == Stage::resets) resets.hold_in_reset(held);
      if (stage == Stage::xosc) xosc.hold_in_reset(held);
    };
    watchdog.on_reset = [this] {
      resets.watchdog_fired();
      psm.watchdog_fired();
    };
  }

  // Polls as firmware does: the condition must come true within a millisecond or so.
  void wait(const std::function<bool()>& condition) {
    for (int i = 0; i < 2000 && !condition(); ++i) s.run_until(s.now() + 1us);
    REQUIRE(condition());
  }
  void start_pll(Pll& pll, u32 fbdiv, u32 postdiv1, u32 postdiv2) {
    pll.write(0x0, 1);
    pll.write(0x8, fbdiv);
    pll.write(0x4, 0x2d & ~0x21u);
    wait([&] { return pll.read(0x0) >> 31 != 0; });
    pll.write(0xc, postdiv1 << 16 | postdiv2 << 12);
    pll.write(0x4, 0x2d & ~0x29u);
  }
  void start() {
    watchdog.write(0x2c, 12 | 0x200);
    xosc.write(0x0, 0xaa0);
    xosc.write(0xc, 47);
    xosc.write(0x0, 0xfab'aa0);
    wait([&] { return xosc.read(0x4) >> 31 != 0; });
    resets.write(0x0, 0x01ff'ffff & ~(1u << 12 | 1u << 13));
    start_pll(pll_sys, 125, 6, 2);
    start_pll(pll_usb, 100, 5, 5);
    clocks.write(REF, 2);
    wait([&] { return clocks.read(REF + SELECTED) == 4; });
    clocks.write(SYS, 1);
    wait([&] { return clocks.read(SYS + SELECTED) == 2; });
    clocks.write(USB, ENABLE);
    clocks.write(ADC, ENABLE);
    clocks.write(RTC + 4, 1024 << 8);
    clocks.write(RTC, ENABLE);
    clocks.write(PERI, ENABLE);
    resets.write(0x0, 0);
  }
};

}  // namespace

TEST_CASE("RP2040 clock tree: from the ROSC to 125 MHz as the SDK does it", "[rp2040]") {
  Tree t;
  CHECK(t.clocks.clk_sys.hz() == 6'500'000);
  t.start();
  CHECK(t.clocks.clk_ref.hz() == 12 * MHz);
  CHECK(t.clocks.clk_sys.hz() == 125 * MHz);
  CHECK(t.clocks.clk_peri.hz() == 125 * MHz);
  CHECK(t.clocks.clk_usb.hz() == 48 * MHz);
  CHECK(t.clocks.clk_adc.hz() == 48 * MHz);
  CHECK(t.clocks.clk_rtc.hz() == 46'875);
  CHECK(t.watchdog.tick.hz() == MHz);
  CHECK(t.resets.read(0x8) == 0x01ff'ffff);
  const u64 before = t.timer.time();
  t.s.run_until(t.s.now() + 1s);
  CHECK(t.timer.time() - before == 1'000'000);
}

TEST_CASE("RP2040 clock tree: a watchdog reset brings it back to the ROSC, the scratch registers stay", "[rp2040]") {
  Tree t;
  t.start();
  t.watchdog.write(0x28, 0xb007'c0d3);
  t.psm.write(0x8, 0x1'fffc);  // all but ROSC and XOSC
  t.watchdog.write(0x0, 1u << 31);
  CHECK(t.clocks.clk_ref.hz() == 6'500'000);
  CHECK(t.clocks.clk_sys.hz() == 6'500'000);
  CHECK(t.xosc.clk.running());
  CHECK_FALSE(t.pll_sys.clk.running());
  CHECK(t.timer.held_in_reset());
  CHECK(t.resets.read(0x0) == 0x01ff'ffff);
  CHECK(t.watchdog.read(0x8) == 2);
  CHECK(t.watchdog.read(0x28) == 0xb007'c0d3);
  t.start();
  CHECK(t.clocks.clk_sys.hz() == 125 * MHz);
}

TEST_CASE("RP2040 clock tree: a dormant crystal stops all, and all goes on when it wakes", "[rp2040]") {
  Tree t;
  t.start();
  t.xosc.write(0x8, 0x636f'6d61);
  CHECK_FALSE(t.clocks.clk_sys.running());
  CHECK_FALSE(t.clocks.clk_ref.running());
  const u64 before = t.timer.time();
  t.s.run_until(t.s.now() + 1s);
  CHECK(t.timer.time() == before);
  t.xosc.wake();
  t.s.run_until(t.s.now() + 10ms);
  CHECK(t.clocks.clk_sys.hz() == 125 * MHz);
  CHECK(t.timer.time() > before + 8'000);
}
