#include <catch2/catch.hpp>

#include "peripherals/esp32/gpio.hpp"

#include "tests/peripherals/esp32/pins_bench.hpp"

using namespace esp32;

namespace {
constexpr u32 IN = 0x3c, IN1 = 0x40, STATUS = 0x44, STATUS_W1TC = 0x4c, STRAP = 0x38, PCPU_INT = 0x68, ACPU_NMI = 0x64;
constexpr u32 rising = 1 << 7, falling = 2 << 7, any = 3 << 7, low_level = 4 << 7, high_level = 5 << 7,
              open_drain = 1 << 2, wake = 1 << 10;
constexpr u32 app = 1 << 13, app_nmi = 1 << 14, pro = 1 << 15, pro_nmi = 1 << 16;
constexpr u32 invert_out = 1 << 9, oen_sel = 1 << 10, invert_oen = 1 << 11, invert_in = 1 << 6, by_matrix = 1 << 7;
}  // namespace

TEST_CASE("ESP32 GPIO, IO_MUX: every bit is described", "[esp32]") {
  PinsBench b;
  CHECK(b.gpio.mistakes().empty());
  CHECK(b.io_mux.mistakes().empty());
  CHECK(b.gpio.find("OUT1_W1TS")->offset == 0x14);
  CHECK(b.gpio.find("STATUS1_W1TC")->offset == 0x58);
  CHECK(b.gpio.find("FUNC_OUT_SEL_CFG[39]")->offset == 0x5cc);
  CHECK(b.io_mux.find("U0TXD")->offset == 0x88);
  for (const auto& name : b.gpio.unmodelled()) CHECK(name.starts_with("CALI"));
  for (const auto& name : b.io_mux.unmodelled()) CHECK(name.starts_with("PIN_CTRL"));
}

TEST_CASE("ESP32 GPIO: an output is driven as OUT and ENABLE say", "[esp32]") {
  PinsBench b;
  b.wire(18);
  b.mux(18, 2);
  b.output(18, true);
  CHECK(b.pads.terminal(18).floating());
  b.gpio.write(0x24, 1 << 18);
  CHECK(b.volts(18) == 3.3);
  b.output(18, false);
  CHECK(b.volts(18) == 0);
  CHECK(b.gpio.read(0x20) == 1 << 18);
  b.gpio.write(0x04, 1 << 18);
  CHECK(b.gpio.read(0x04) == 1 << 18);
  CHECK(b.volts(18) == 3.3);
  b.gpio.write(0x28, 1 << 18);
  CHECK(b.pads.terminal(18).floating());
  b.wire(33);
  b.mux(33, 2);
  b.gpio.write(0x30, 1 << 1);  // ENABLE1_W1TS
  b.gpio.write(0x14, 1 << 1);  // OUT1_W1TS
  CHECK(b.volts(33) == 3.3);
}

TEST_CASE("ESP32 GPIO: input-only pins have neither driver nor pulls", "[esp32]") {
  PinsBench b;
  b.wire(34).drive(3.3, 1000);
  b.mux(34, 2, fun_ie | fun_pd);
  b.gpio.write(0x30, 1 << 2);
  CHECK(b.volts(34) == 3.3);
  CHECK(b.gpio.read(IN1) == 1 << 2);
}

TEST_CASE("ESP32 GPIO: open drain leaves a high level to the pull-up", "[esp32]") {
  PinsBench b;
  b.wire(21);
  b.mux(21, 2, fun_ie | fun_pu);
  b.gpio.write(b.pin_offset(21), open_drain);
  b.gpio.write(0x24, 1 << 21);
  b.output(21, true);
  CHECK(b.pads.terminal(21).driven_ohms() == Pads::pull_ohms);
  CHECK(b.gpio.read(IN) >> 21 & 1);
  b.output(21, false);
  CHECK(b.volts(21) == 0);
  CHECK(b.pads.terminal(21).driven_ohms() < 100);
}

TEST_CASE("ESP32 IO_MUX: input enable, pulls and drive strength", "[esp32]") {
  PinsBench b;
  b.wire(19);
  b.mux(19, 2, fun_pu);
  CHECK((b.gpio.read(IN) >> 19 & 1) == 0);  // no FUN_IE
  b.mux(19, 2, fun_pu | fun_ie);
  CHECK((b.gpio.read(IN) >> 19 & 1) == 1);
  b.mux(19, 2, fun_pd | fun_ie);
  CHECK((b.gpio.read(IN) >> 19 & 1) == 0);
  const std::array<double, 4> milliamps{5, 10, 20, 40};
  b.gpio.write(0x24, 1 << 19);
  b.output(19, true);
  for (u32 drive = 0; drive < 4; ++drive) {
    b.io_mux.write(b.mux_offset(19), 2 << 12 | drive << 10);
    b.outside[19]->drive(0, 2.64 / milliamps[drive] * 1000);
    CHECK(b.volts(19) == Approx(2.64));
  }
}

TEST_CASE("ESP32 IO_MUX: pads with RTC_GPIO have their pulls from RTC_IO only", "[esp32]") {
  PinsBench b;
  b.wire(4);  // TOUCH_PAD0: pulled down at reset
  CHECK(b.pads.terminal(4).driven_ohms() == Pads::pull_ohms);
  CHECK(b.volts(4) == 0);
  b.mux(4, 2, fun_ie | fun_pu);
  CHECK(b.volts(4) == 0);
  b.rtc_io.write(0x94, 1 << 27 | 2 << 29);
  CHECK(b.volts(4) == 3.3);
  CHECK(b.gpio.read(IN) >> 4 & 1);
}

TEST_CASE("ESP32 GPIO: any signal goes to any pin, inverted and enabled as told", "[esp32]") {
  PinsBench b;
  b.wire(27);
  b.wire(22);
  b.mux(27, 2);
  b.mux(22, 2);
  b.gpio.write(b.out_sel(27), 87);
  b.gpio.write(b.out_sel(22), 87 | invert_out | oen_sel);
  int routed = 0;
  b.gpio.on_routing(Output::rmt0, [&] { ++routed; });
  CHECK(b.gpio.routed(Output::rmt0));
  CHECK(b.gpio.nets(Output::rmt0) == std::vector<Net*>{b.nets.find("net22"), b.nets.find("net27")});
  b.gpio.drive(Output::rmt0, true, true);
  CHECK(b.volts(27) == 3.3);
  CHECK(b.pads.terminal(22).floating());  // OEN_SEL: GPIO_ENABLE decides
  b.gpio.write(0x24, 1 << 22);
  CHECK(b.volts(22) == 0);
  b.gpio.drive(Output::rmt0, false, true);
  CHECK(b.volts(27) == 0);
  CHECK(b.volts(22) == 3.3);
  b.gpio.write(b.out_sel(27), 87 | invert_oen);
  CHECK(b.pads.terminal(27).floating());
  CHECK(routed == 0);
  b.gpio.write(b.out_sel(27), 0x100);
  CHECK(routed == 1);
}

TEST_CASE("ESP32 GPIO: any pin or a constant goes to any input signal", "[esp32]") {
  PinsBench b;
  std::vector<bool> heard;
  b.gpio.listen(Input::u1rxd, [&](bool level) { heard.push_back(level); });
  b.wire(5).drive(0, 100);
  b.mux(5, 2, fun_ie);
  b.gpio.write(b.in_sel(17), 5 | by_matrix);
  CHECK(heard.empty());
  b.outside[5]->drive(3.3, 100);
  b.outside[5]->drive(0, 100);
  CHECK(heard == std::vector<bool>{true, false});
  b.gpio.write(b.in_sel(17), 5 | by_matrix | invert_in);
  CHECK(b.gpio.level(Input::u1rxd));
  b.gpio.write(b.in_sel(17), 0x30 | by_matrix);
  CHECK_FALSE(b.gpio.level(Input::u1rxd));
  b.gpio.write(b.in_sel(17), 0x38 | by_matrix);
  CHECK(b.gpio.level(Input::u1rxd));
  CHECK(b.gpio.nets(Input::u1rxd).empty());
}

TEST_CASE("ESP32 IO_MUX: functions other than 2 go around the matrix", "[esp32]") {
  PinsBench b;
  b.wire(1);
  b.wire(3).drive(3.3, 100);
  b.wire(14);
  CHECK(b.gpio.level(Input::u0rxd));  // U0RXD is function 0, as after reset
  CHECK(b.gpio.nets(Input::u0rxd) == std::vector<Net*>{b.nets.find("net3")});
  b.gpio.drive(Output::u0txd, true, true);
  CHECK(b.volts(1) == 3.3);
  CHECK(b.pads.terminal(1).driven_ohms() < 100);
  b.mux(14, 1, fun_ie);
  b.gpio.drive(Output::hspiclk, true, true);
  CHECK(b.volts(14) == 3.3);
  CHECK(b.gpio.level(Input::hspiclk));
  b.mux(14, 2);
  CHECK_FALSE(b.gpio.routed(Output::hspiclk));
  CHECK_FALSE(b.gpio.level(Input::hspiclk));
}

TEST_CASE("ESP32 GPIO: interrupts by edge and by level, to the core that asked", "[esp32]") {
  PinsBench b;
  Terminal& outside = b.wire(23);
  outside.drive(0, 100);
  b.mux(23, 2, fun_ie);
  b.gpio.write(b.pin_offset(23), rising | pro);
  outside.drive(3.3, 100);
  CHECK(b.gpio.irq_pro.level());
  CHECK_FALSE(b.gpio.irq_app.level());
  CHECK(b.gpio.read(PCPU_INT) == 1 << 23);
  b.gpio.write(STATUS_W1TC, 1 << 23);
  CHECK_FALSE(b.gpio.irq_pro.level());
  outside.drive(0, 100);
  CHECK(b.gpio.read(STATUS) == 0);
  b.gpio.write(b.pin_offset(23), any | app_nmi);
  outside.drive(3.3, 100);
  CHECK(b.gpio.irq_app_nmi.level());
  CHECK(b.gpio.read(ACPU_NMI) == 1 << 23);
  b.gpio.write(STATUS_W1TC, 1 << 23);
  b.gpio.write(b.pin_offset(23), falling | app | pro_nmi);
  outside.drive(0, 100);
  CHECK(b.gpio.irq_app.level());
  CHECK(b.gpio.irq_pro_nmi.level());
  b.gpio.write(b.pin_offset(23), low_level | pro);
  b.gpio.write(STATUS_W1TC, 1 << 23);
  CHECK(b.gpio.irq_pro.level());  // the level is still there
  outside.drive(3.3, 100);
  b.gpio.write(STATUS_W1TC, 1 << 23);
  CHECK_FALSE(b.gpio.irq_pro.level());
}

TEST_CASE("ESP32 GPIO: a level of a pin with WAKEUP_ENABLE wakes from light sleep", "[esp32]") {
  PinsBench b;
  b.wire(19).drive(0, 100);
  b.mux(19, 2, fun_ie);
  b.gpio.write(b.pin_offset(19), high_level | wake);
  CHECK_FALSE(b.gpio.wakeup.level());
  b.outside[19]->drive(3.3, 100);
  CHECK(b.gpio.wakeup.level());
}

TEST_CASE("ESP32 GPIO: straps come from the pads' pulls unless something stronger holds them", "[esp32]") {
  PinsBench b;
  b.gpio.latch_straps();
  CHECK(b.gpio.read(STRAP) == 0x13);  // SPI_FAST_FLASH_BOOT
  b.wire(0).drive(0, 10);
  b.wire(12).drive(3.3, 1000);
  b.gpio.latch_straps();
  CHECK(b.gpio.read(STRAP) == 0x23);  // download
  b.gpio.reset();
  CHECK(b.gpio.read(STRAP) == 0x23);
}

TEST_CASE("ESP32 pads: hold keeps output and pulls whatever the registers say", "[esp32]") {
  PinsBench b;
  b.wire(5);
  b.wire(26);
  for (unsigned pin : {5u, 26u}) {
    b.mux(pin, 2);
    b.gpio.write(0x24, 1u << pin);
    b.output(pin, true);
  }
  b.rtc_io.write(0x74, 1 << 8);              // DIG_PAD_HOLD: GPIO5
  b.rtc_io.write(0x88, 1 << 29 | 2u << 30);  // PAD_DAC2_HOLD: GPIO26
  b.gpio.reset();
  b.io_mux.reset();
  CHECK(b.volts(5) == 3.3);
  CHECK(b.volts(26) == 3.3);
  b.rtc_io.write(0x74, 0);
  b.rtc_io.write(0x88, 2u << 30);
  CHECK(b.volts(5) == 3.3);  // the pull-up after reset
  CHECK(b.pads.terminal(5).driven_ohms() == Pads::pull_ohms);
  CHECK(b.pads.terminal(26).floating());
}

TEST_CASE("ESP32 pads: in deep sleep the digital side lets go, RTC pads and held ones stay", "[esp32]") {
  PinsBench b;
  for (unsigned pin : {18u, 19u, 25u}) {
    b.wire(pin);
    b.mux(pin, 2);
  }
  b.gpio.write(0x24, 1 << 18 | 1 << 19);
  b.gpio.write(0x08, 1 << 18 | 1 << 19);
  b.rtc_io.write(0x74, 1 << 12);             // hold GPIO19
  b.rtc_io.write(0x84, 1 << 17 | 2u << 30);  // GPIO25 is RTC_IO's
  b.rtc_io.write(0x04, 1 << (14 + 6));
  b.rtc_io.write(0x10, 1 << (14 + 6));
  b.pads.digital_power(false);
  CHECK(b.pads.terminal(18).floating());
  CHECK(b.volts(19) == 3.3);
  CHECK(b.volts(25) == 3.3);
  b.pads.digital_power(true);
  CHECK(b.volts(18) == 3.3);
  b.pads.hold_digital(true);
  b.pads.digital_power(false);
  CHECK(b.volts(18) == 3.3);
}

TEST_CASE("ESP32 pads: light sleep settings count while asleep", "[esp32]") {
  PinsBench b;
  b.wire(18);
  constexpr u32 slp_sel = 1 << 1, slp_pu = 1 << 3;
  b.mux(18, 2, slp_sel | slp_pu);
  b.gpio.write(0x24, 1 << 18);
  CHECK(b.volts(18) == 0);
  b.pads.light_sleep(true);
  CHECK(b.volts(18) == 3.3);
  b.pads.light_sleep(false);
  CHECK(b.volts(18) == 0);
}

TEST_CASE("ESP32 GPIO: a snapshot keeps routes and levels", "[esp32]") {
  PinsBench a, b;
  for (PinsBench* p : {&a, &b}) p->wire(22), p->wire(5);
  a.mux(22, 2);
  a.mux(5, 2, fun_ie);
  a.gpio.write(a.out_sel(22), 71);
  a.gpio.write(a.in_sel(83), 5 | by_matrix);
  a.gpio.drive(Output::ledc_hs0, true, true);
  State saved;
  saved(a.pads, a.io_mux, a.rtc_io, a.gpio);
  State loaded{saved.data()};
  loaded(b.pads, b.io_mux, b.rtc_io, b.gpio);
  b.nets.settle();
  CHECK(b.volts(22) == 3.3);
  b.gpio.drive(Output::ledc_hs0, false, true);
  CHECK(b.volts(22) == 0);
  b.outside[5]->drive(3.3, 10);
  CHECK(b.gpio.level(Input::rmt0));
}
