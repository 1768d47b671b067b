#include <catch2/catch.hpp>

#include "peripherals/rp2040/resets.hpp"

using namespace emulator;
using namespace rp2040;

namespace {

constexpr u32 RESET = 0x00, WDSEL = 0x04, RESET_DONE = 0x08, all = 0x01ff'ffff, clear = 0x3000;

struct Block final : Peripheral {
  explicit Block(std::string name) : Peripheral(std::move(name)) {}
  Register reg{*this, "REG", 0, 7};
  Bits<31, 0> bits{reg, "REG"};
};

struct Bench {
  ClockSignal clk_peri{"clk_peri"};
  Block uart{"UART0"}, pwm{"PWM"}, usb{"USB"}, dpram{"DPRAM"};
  Resets r{"RESETS"};
  Bench() {
    r.connect(Subsystem::uart0, uart, &clk_peri);
    r.connect(Subsystem::pwm, pwm);
    r.connect(Subsystem::usbctrl, usb);
    r.connect(Subsystem::usbctrl, dpram);
  }
};

}  // namespace

TEST_CASE("RP2040 RESETS: every bit is described", "[rp2040]") { CHECK(Bench{}.r.mistakes().empty()); }

TEST_CASE("RP2040 RESETS: all is held until its bit is cleared", "[rp2040]") {
  Bench b;
  CHECK(b.r.read(RESET) == all);
  CHECK(b.r.read(RESET_DONE) == 0);
  CHECK(b.pwm.held_in_reset());
  b.r.write(RESET, all & ~(1u << 14));
  CHECK(b.r.read(RESET_DONE) == 1u << 14);
  CHECK_FALSE(b.pwm.held_in_reset());
  CHECK(b.usb.held_in_reset());
  b.pwm.write(0, 99);
  b.r.write(RESET, all);
  CHECK(b.pwm.held_in_reset());
  CHECK(b.r.read(RESET_DONE) == 0);
  b.r.write(RESET, 0);
  CHECK(b.pwm.read(0) == 7);
  CHECK_FALSE(b.usb.held_in_reset());
  CHECK_FALSE(b.dpram.held_in_reset());
}

TEST_CASE("RP2040 RESETS: what has a clock of its own waits for it to run", "[rp2040]") {
  Bench b;
  b.r.write(RESET, 0);
  CHECK(b.r.read(RESET_DONE) == (all & ~(1u << 22)));
  CHECK(b.uart.held_in_reset());
  b.clk_peri.set(48'000'000);
  CHECK(b.r.read(RESET_DONE) == all);
  CHECK_FALSE(b.uart.held_in_reset());
  b.clk_peri.set(0);
  CHECK(b.r.read(RESET_DONE) == all);
}

TEST_CASE("RP2040 RESETS: the watchdog resets what WDSEL selects", "[rp2040]") {
  Bench b;
  b.r.write(RESET, 0);
  b.pwm.write(0, 1);
  b.usb.write(0, 2);
  b.r.write(WDSEL, 1u << 14);
  b.r.watchdog_fired();
  CHECK(b.pwm.read(0) == 7);
  CHECK(b.usb.read(0) == 2);
  CHECK(b.r.read(RESET) == 0);
  b.r.reset();
  CHECK(b.pwm.held_in_reset());
  CHECK(b.r.read(WDSEL) == 0);
}

TEST_CASE("RP2040 RESETS: firmware clears bits through the alias, a restored one goes on", "[rp2040]") {
  Bench b, restored;
  Bus bus;
  b.r.map_on(bus, 0x4000'c000);
  CHECK(bus.write(0x4000'c000 + clear, 4, 1u << 14 | 1u << 22));
  CHECK(b.r.read(RESET) == (all & ~(1u << 14 | 1u << 22)));
  State out;
  b.r.serialize(out);
  State in{out.data()};
  restored.r.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.r.read(RESET_DONE) == 1u << 14);
  restored.clk_peri.set(1000);
  CHECK(restored.r.read(RESET_DONE) == (1u << 14 | 1u << 22));
}
