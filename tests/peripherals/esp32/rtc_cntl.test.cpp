#include "peripherals/esp32/rtc_cntl.hpp"

#include <catch2/catch.hpp>

using namespace esp32;
using namespace std::chrono_literals;

namespace {

constexpr u32 options0 = 0x0, slp_timer0 = 0x4, slp_timer1 = 0x8, time_update = 0xc, time0 = 0x10, state0 = 0x18,
              reset_state = 0x34, wakeup_state = 0x38, int_raw = 0x40, store0 = 0x4c, dig_pwc = 0x84, dig_iso = 0x88,
              wdt_config0 = 0x8c, wdt_config1 = 0x90, wdt_feed = 0xa0, wdt_protect = 0xa4, sw_cpu_stall = 0xac;
constexpr u32 sleep_enable = 1u << 31, power_down = 1u << 31, key = 0x50d8'3aa1;

struct RtcBench {
  Scheduler scheduler;
  ClockSignal slow{"RTC_SLOW_CLK", 150'000};
  RtcCntl rtc{"RTC_CNTL", scheduler, slow};
  std::vector<std::pair<ResetCause, bool>> resets;
  std::vector<std::pair<unsigned, ResetCause>> core_resets;
  std::string sleeps;

  RtcBench() {
    rtc.on_system_reset = [this](ResetCause cause, bool rtc_too) { resets.emplace_back(cause, rtc_too); };
    rtc.on_core_reset = [this](unsigned core, ResetCause cause) { core_resets.emplace_back(core, cause); };
    rtc.on_sleep = [this](bool deep) { sleeps += deep ? 'D' : 'L'; };
    rtc.on_wake = [this](bool deep) { sleeps += deep ? 'd' : 'l'; };
  }
  void pass(Duration d) { scheduler.run_until(scheduler.now() + d); }
};

}  // namespace

TEST_CASE("ESP32 RTC_CNTL: the timer counts slow cycles", "[esp32]") {
  RtcBench b;
  b.pass(1s);
  b.rtc.write(time_update, 1u << 31);
  CHECK(b.rtc.read(time_update) == 1u << 30);
  CHECK(b.rtc.read(time0) == 150'000);
}

TEST_CASE("ESP32 RTC_CNTL: software resets, with causes", "[esp32]") {
  RtcBench b;
  b.rtc.write(options0, b.rtc.read(options0) | 1 << 5);
  CHECK(b.core_resets == std::vector{std::pair{0u, ResetCause::software_cpu}});
  CHECK_FALSE(b.rtc.read(options0) & 1 << 5);
  b.rtc.write(options0, b.rtc.read(options0) | 1u << 31);
  CHECK(b.resets == std::vector{std::pair{ResetCause::software, false}});
  b.rtc.set_cause(0, ResetCause::deep_sleep);
  b.rtc.set_cause(1, ResetCause::app_by_pro);
  CHECK((b.rtc.read(reset_state) & 0xfff) == (14u << 6 | 5));
}

TEST_CASE("ESP32 RTC_CNTL: a core is stalled by two fields together", "[esp32]") {
  RtcBench b;
  b.rtc.write(options0, b.rtc.read(options0) | 2);
  CHECK_FALSE(b.rtc.stalled(1));
  b.rtc.write(sw_cpu_stall, 0x21u << 20);
  CHECK(b.rtc.stalled(1));
  CHECK_FALSE(b.rtc.stalled(0));
}

TEST_CASE("ESP32 RTC_CNTL: deep sleep until the timer, light sleep until a pin", "[esp32]") {
  RtcBench b;
  u32 levels = 0;
  b.rtc.wake_levels = [&] { return levels; };
  b.rtc.write(store0, 0x1234);
  b.rtc.write(dig_pwc, b.rtc.read(dig_pwc) | power_down);
  b.rtc.write(wakeup_state, RtcCntl::wake_timer << 11);
  b.rtc.write(slp_timer0, 15'000);
  b.rtc.write(slp_timer1, 0);
  b.rtc.write(state0, b.rtc.read(state0) | sleep_enable);
  CHECK(b.sleeps == "D");
  b.pass(99ms);
  CHECK(b.sleeps == "D");
  b.pass(2ms);
  CHECK(b.sleeps == "Dd");
  CHECK((b.rtc.read(wakeup_state) & 0x7ff) == RtcCntl::wake_timer);
  b.rtc.reset();
  CHECK(b.rtc.read(store0) == 0x1234);

  b.rtc.write(dig_pwc, b.rtc.read(dig_pwc) & ~power_down);
  b.rtc.write(wakeup_state, RtcCntl::wake_ext0 << 11);
  b.rtc.write(state0, b.rtc.read(state0) | sleep_enable);
  b.pass(5s);
  CHECK(b.sleeps == "DdL");
  levels = RtcCntl::wake_ext0;
  b.rtc.wake_levels_changed();
  b.pass(1ms);
  CHECK(b.sleeps == "DdLl");
  CHECK(b.rtc.read(int_raw) & 1);
}

TEST_CASE("ESP32 RTC_CNTL: the watchdog resets, the whole chip too", "[esp32]") {
  RtcBench b;
  b.rtc.write(wdt_protect, key);
  b.rtc.write(wdt_config1, 15'000);
  b.rtc.write(wdt_config0, 1u << 31 | 4u << 28);  // stage 0: the RTC too
  b.rtc.write(wdt_protect, 0);
  b.pass(99ms);
  CHECK(b.resets.empty());
  b.rtc.write(wdt_feed, 1u << 31);  // without its key
  b.pass(2ms);
  CHECK(b.resets == std::vector{std::pair{ResetCause::rtc_watchdog_rtc, true}});
}

TEST_CASE("ESP32 RTC_CNTL: deep sleep can hold the digital pads until it is told otherwise", "[esp32]") {
  RtcBench b;
  b.rtc.write(dig_pwc, b.rtc.read(dig_pwc) | power_down);
  b.rtc.write(dig_iso, b.rtc.read(dig_iso) | 1 << 11);
  CHECK_FALSE(b.rtc.digital_pads_held());
  b.rtc.write(state0, b.rtc.read(state0) | sleep_enable);
  CHECK(b.rtc.digital_pads_held());
  b.rtc.write(dig_iso, b.rtc.read(dig_iso) | 1 << 10);
  CHECK_FALSE(b.rtc.digital_pads_held());
}

TEST_CASE("ESP32 RTC_CNTL: a checksum of RTC FAST memory", "[esp32]") {
  RtcBench b;
  std::vector<u8> memory(8192);
  const std::string text = "123456789abc";
  std::copy(text.begin(), text.end(), memory.begin() + 8);
  b.rtc.rtc_fast = [&] { return std::span<const u8>{memory}; };
  constexpr u32 mem_conf = 0x100, mem_crc_res = 0x104, start = 1 << 8;
  b.rtc.write(mem_conf, 2u << 20 | 2 << 9);
  CHECK_FALSE(b.rtc.read(mem_conf) >> 31);
  b.rtc.write(mem_conf, 2u << 20 | 2 << 9 | start);
  CHECK(b.rtc.read(mem_conf) >> 31);
  const u32 crc = b.rtc.read(mem_crc_res);
  memory[8] ^= 1;
  b.rtc.write(mem_conf, 2u << 20 | 2 << 9);
  b.rtc.write(mem_conf, 2u << 20 | 2 << 9 | start);
  CHECK(b.rtc.read(mem_crc_res) != crc);
}
