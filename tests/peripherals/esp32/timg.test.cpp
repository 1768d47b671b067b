#include "peripherals/esp32/timg.hpp"

#include <catch2/catch.hpp>

using namespace esp32;
using namespace std::chrono_literals;

namespace {

constexpr u32 t0_config = 0x0, t0_lo = 0x4, t0_update = 0xc, t0_alarm_lo = 0x10, t0_load_lo = 0x18, t0_load = 0x20,
              wdt_config0 = 0x48, wdt_config1 = 0x4c, wdt_config2 = 0x50, wdt_feed = 0x60, wdt_protect = 0x64,
              calibration = 0x68, calibrated = 0x6c, lact_config = 0x70, lact_lo = 0x78, lact_update = 0x80,
              lact_alarm_lo = 0x84, int_ena = 0x98, int_raw = 0x9c, int_clr = 0xa4;
constexpr u32 enable = 1u << 31, up = 1 << 30, reload = 1 << 29, level_interrupt = 1 << 11, alarm_on = 1 << 10;
constexpr u32 key = 0x50d8'3aa1;

struct TimgBench {
  Scheduler scheduler;
  ClockSignal apb{"APB_CLK", 80'000'000}, xtal{"XTL_CLK", 40'000'000}, slow{"RTC_SLOW_CLK", 150'000},
      d256{"RTC8M_D256_CLK", 33'203}, xtal32k{"XTL32K_CLK", 0};
  Timg timg{"TIMG0", scheduler, apb, xtal, {slow, d256, xtal32k}};
  std::vector<Timg::Reset> resets;

  TimgBench() {
    timg.on_reset = [this](Timg::Reset r) { resets.push_back(r); };
  }
  void pass(Duration d) { scheduler.run_until(scheduler.now() + d); }
  u32 value(u32 update, u32 lo) {
    timg.write(update, 1);
    return timg.read(lo);
  }
};

}  // namespace

TEST_CASE("ESP32 TIMG: T0 counts, alarms and reloads", "[esp32]") {
  TimgBench b;
  b.timg.write(t0_load_lo, 100);
  b.timg.write(t0_load, 1);
  b.timg.write(t0_alarm_lo, 1100);
  b.timg.write(int_ena, 1);
  b.timg.write(t0_config, enable | up | reload | level_interrupt | alarm_on | 80 << 13);  // 1 MHz
  b.pass(999us);
  CHECK(b.value(t0_update, t0_lo) == 1099);
  CHECK_FALSE(b.timg.irq_t0.level());
  b.pass(1us);
  CHECK(b.timg.irq_t0.level());
  CHECK(b.timg.read(int_raw) == 1);
  CHECK_FALSE(b.timg.read(t0_config) & alarm_on);
  CHECK(b.value(t0_update, t0_lo) == 100);
  b.timg.write(int_clr, 1);
  CHECK_FALSE(b.timg.irq_t0.level());
  b.pass(5ms);
  CHECK_FALSE(b.timg.irq_t0.level());  // the alarm is off until it is set again
}

TEST_CASE("ESP32 TIMG: downwards, and across a change of the clock", "[esp32]") {
  TimgBench b;
  b.timg.write(t0_load_lo, 5000);
  b.timg.write(t0_load, 1);
  b.timg.write(t0_config, enable | 80 << 13);
  b.pass(1ms);
  b.apb.set(40'000'000);
  b.pass(1ms);
  CHECK(b.value(t0_update, t0_lo) == 5000 - 1000 - 500);
  b.apb.set(0);
  b.pass(1ms);
  CHECK(b.value(t0_update, t0_lo) == 3500);
}

TEST_CASE("ESP32 TIMG: LACT is a clock with an alarm; one that has passed comes at once", "[esp32]") {
  TimgBench b;
  b.timg.write(int_ena, 8);
  b.timg.write(lact_config, enable | up | level_interrupt | 40 << 13);  // 2 MHz
  b.pass(1ms);
  CHECK(b.value(lact_update, lact_lo) == 2000);
  b.timg.write(lact_alarm_lo, 1000);
  b.timg.write(lact_config, enable | up | level_interrupt | alarm_on | 40 << 13);
  b.pass(Duration{1});
  CHECK(b.timg.irq_lact.level());
}

TEST_CASE("ESP32 TIMG: the watchdog wants to be fed, with its key", "[esp32]") {
  TimgBench b;
  b.timg.write(wdt_protect, key);
  b.timg.write(wdt_config1, 40'000u << 16);  // half milliseconds
  b.timg.write(wdt_config2, 20);
  b.timg.write(wdt_config0, enable | 3 << 29);
  b.timg.write(wdt_protect, 0);
  b.pass(9ms);
  b.timg.write(wdt_feed, 1);  // without the key
  b.pass(500us);
  CHECK(b.resets.empty());
  b.timg.write(wdt_protect, key);
  b.timg.write(wdt_feed, 1);
  b.timg.write(wdt_protect, 0);
  b.timg.write(wdt_config0, 0);  // locked
  CHECK(b.timg.read(wdt_config0) == (enable | 3 << 29));
  b.pass(9ms);
  CHECK(b.resets.empty());
  b.pass(2ms);
  CHECK(b.resets == std::vector{Timg::Reset::system});
}

TEST_CASE("ESP32 TIMG: booting from flash is guarded until software says otherwise", "[esp32]") {
  TimgBench b;
  b.timg.start_flash_boot_protection();
  b.pass(300ms);
  CHECK(b.resets.empty());
  b.pass(100ms);  // 26 million cycles of 80 MHz
  CHECK(b.resets.size() == 1);
  b.timg.reset();
  b.timg.start_flash_boot_protection();
  b.timg.write(wdt_config0, 0);
  b.pass(1s);
  CHECK(b.resets.size() == 1);
}

TEST_CASE("ESP32 TIMG: a slow clock is counted in the crystal's cycles", "[esp32]") {
  TimgBench b;
  b.timg.write(calibration, 1u << 31 | 1024 << 16);
  CHECK_FALSE(b.timg.read(calibration) & 1 << 15);
  b.pass(7ms);
  CHECK(b.timg.read(calibration) & 1 << 15);
  CHECK(b.timg.read(calibrated) >> 7 == 1024 * 40'000'000ull / 150'000);
}

TEST_CASE("ESP32 TIMG: a snapshot keeps alarms", "[esp32]") {
  TimgBench b;
  b.timg.write(int_ena, 1);
  b.timg.write(t0_alarm_lo, 1000);
  b.timg.write(t0_config, enable | up | level_interrupt | alarm_on | 80 << 13);
  b.pass(400us);
  State saved;
  b.scheduler.serialize(saved);
  b.timg.serialize(saved);
  b.pass(1ms);
  CHECK(b.timg.irq_t0.level());
  State loaded{saved.data()};
  b.scheduler.serialize(loaded);
  b.timg.serialize(loaded);
  CHECK(loaded.at_end());
  CHECK_FALSE(b.timg.irq_t0.level());
  b.pass(599us);
  CHECK_FALSE(b.timg.irq_t0.level());
  b.pass(2us);
  CHECK(b.timg.irq_t0.level());
}

TEST_CASE("ESP32 TIMG: after a reset it measures the fast RC oscillator, as the ROM expects", "[esp32]") {
  TimgBench b;
  b.timg.reset();
  b.pass(100us);
  CHECK(b.timg.read(calibrated) >> 7 == 40'000'000 / 33'203);
}
