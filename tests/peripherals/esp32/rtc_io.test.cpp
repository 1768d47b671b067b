#include <catch2/catch.hpp>

#include "peripherals/esp32/rtc_io.hpp"

#include "tests/peripherals/esp32/pins_bench.hpp"

using namespace esp32;

TEST_CASE("ESP32 RTC_IO: every bit is described", "[esp32]") {
  PinsBench b;
  CHECK(b.rtc_io.mistakes().empty());
  CHECK(b.rtc_io.find("TOUCH_PAD9")->offset == 0xb8);
  CHECK(b.rtc_io.read(0x98) == 0x4a00'0000);
  for (const auto& name : b.rtc_io.unmodelled())
    CHECK((name.starts_with("RTC_DEBUG") || name.starts_with("XTL") || name.starts_with("SAR_I2C")));
}

TEST_CASE("ESP32 RTC_IO: a pad it has taken follows its registers", "[esp32]") {
  PinsBench b;
  b.wire(4);
  const unsigned channel = 10;
  b.mux(4, 2);
  b.gpio.write(0x24, 1 << 4);
  CHECK(b.volts(4) == 0);
  b.rtc_io.write(0x94, 1 << 19 | 2 << 29);
  CHECK(b.pads.terminal(4).floating());
  b.rtc_io.write(0x10, 1u << (14 + channel));
  b.rtc_io.write(0x04, 1u << (14 + channel));
  CHECK(b.volts(4) == 3.3);
  CHECK(b.rtc_io.read(0x00) == 1u << (14 + channel));
  b.rtc_io.write(0x08, 1u << (14 + channel));
  CHECK(b.volts(4) == 0);
}

TEST_CASE("ESP32 RTC_IO: levels of its pads, which GPIO no longer sees", "[esp32]") {
  PinsBench b;
  int heard = 0;
  b.rtc_io.on_levels = [&] { ++heard; };
  b.wire(33).drive(3.3, 100);
  b.mux(33, 2, fun_ie);
  CHECK(b.gpio.read(0x40) == 2);
  CHECK(b.rtc_io.levels() == 0);
  b.rtc_io.write(0x8c, 1 << 18 | 1 << 11);  // X32N: MUX_SEL, FUN_IE
  CHECK(b.gpio.read(0x40) == 0);
  CHECK(b.rtc_io.levels() == 1 << 8);
  CHECK(b.rtc_io.read(0x24) == 1u << 22);
  CHECK(heard == 1);
  b.outside[33]->drive(0, 100);
  CHECK(heard == 2);
  CHECK(b.rtc_io.levels() == 0);
}

TEST_CASE("ESP32 RTC_IO: edges and levels set the status, a level may wake", "[esp32]") {
  PinsBench b;
  b.wire(32).drive(0, 100);
  b.rtc_io.write(0x8c, 1 << 17 | 1 << 5);  // X32P
  b.rtc_io.write(0x28 + 4 * 9, 1 << 7);
  b.outside[32]->drive(3.3, 100);
  CHECK(b.rtc_io.read(0x18) == 1u << (14 + 9));
  b.rtc_io.write(0x20, 1u << (14 + 9));
  CHECK(b.rtc_io.read(0x18) == 0);
  b.rtc_io.write(0x28 + 4 * 9, 5 << 7 | 1 << 10);
  CHECK(b.rtc_io.wakeup.level());
  b.outside[32]->drive(0, 100);
  CHECK_FALSE(b.rtc_io.wakeup.level());
}

TEST_CASE("ESP32 RTC_IO: RTC_CNTL's hold reaches the pad of each bit", "[esp32]") {
  PinsBench b;
  b.wire(25);
  b.mux(25, 2);
  b.gpio.write(0x24, 1 << 25);
  b.gpio.write(0x08, 1 << 25);
  b.rtc_io.hold_force(1 << 2);  // PDAC1
  b.gpio.write(0x0c, 1 << 25);
  CHECK(b.volts(25) == 3.3);
  b.rtc_io.hold_force(0);
  CHECK(b.volts(25) == 0);
}

TEST_CASE("ESP32 RTC_IO: the pins of its channels", "[esp32]") {
  CHECK(RtcIo::pin_of(0) == 36);
  CHECK(RtcIo::pin_of(9) == 32);
  CHECK(RtcIo::pin_of(17) == 27);
  CHECK(RtcIo::touch_pin(8) == 32);
}

TEST_CASE("ESP32 RTC_IO, GPIO: registers that set and clear read 0", "[esp32]") {
  PinsBench b;
  b.rtc_io.write(0x10, 3u << 14);
  b.gpio.write(0x24, 3);
  struct Complaints final : AccessObserver {
    unsigned heard = 0;
    void complaint(const Complaint&) override { ++heard; }
  } observer;
  b.rtc_io.observe(&observer);
  b.gpio.observe(&observer);
  for (u32 offset : {0x10u, 0x14u}) CHECK(b.rtc_io.read(offset) == 0);
  for (u32 offset : {0x24u, 0x28u}) CHECK(b.gpio.read(offset) == 0);
  CHECK(observer.heard == 0);
}
