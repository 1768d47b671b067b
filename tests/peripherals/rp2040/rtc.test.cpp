#include <catch2/catch.hpp>

#include "peripherals/rp2040/rtc.hpp"

using namespace emulator;
using namespace rp2040;
using namespace std::chrono_literals;

namespace {

constexpr u32 CLKDIV_M1 = 0x00, SETUP_0 = 0x04, SETUP_1 = 0x08, CTRL = 0x0c, IRQ_SETUP_0 = 0x10, IRQ_SETUP_1 = 0x14,
              RTC_1 = 0x18, RTC_0 = 0x1c, INTR = 0x20, INTE = 0x24, INTF = 0x28, INTS = 0x2c;
constexpr u32 ENABLE = 1, ACTIVE = 2, LOAD = 16, NOT_LEAP = 0x100, MATCH_ENA = 1u << 28, MATCH_ACTIVE = 1u << 29;
constexpr i64 hz = 46'875;
const Duration crossing = Clock{hz}.ticks(2) + Duration{1};  // its period is not a whole number of picoseconds

constexpr u32 date(u32 year, u32 month, u32 day) { return year << 12 | month << 8 | day; }
constexpr u32 time_of(u32 dotw, u32 hour, u32 min, u32 sec) { return dotw << 24 | hour << 16 | min << 8 | sec; }

struct Bench {
  Scheduler s;
  ClockSignal clk_rtc{"clk_rtc", hz};
  Rtc r{"RTC", s, clk_rtc};
  void pass(Duration d) { s.run_until(s.now() + d); }
  // As rtc_set_datetime() of the SDK does. It runs from then on.
  void start(u32 day, u32 time, u32 ctrl = 0) {
    r.write(CLKDIV_M1, hz - 1);
    r.write(SETUP_0, day);
    r.write(SETUP_1, time);
    r.write(CTRL, LOAD);
    r.write(CTRL, ENABLE | ctrl);
    pass(Clock{hz}.ticks(2));
    REQUIRE((r.read(CTRL) & ACTIVE) != 0);
  }
  std::pair<u32, u32> now() {
    const u32 time = r.read(RTC_0);
    return {r.read(RTC_1), time};
  }
};
using Now = std::pair<u32, u32>;

}  // namespace

TEST_CASE("RP2040 RTC: every bit is described", "[rp2040]") { CHECK(Bench{}.r.mistakes().empty()); }

TEST_CASE("RP2040 RTC: ENABLE and LOAD take two cycles of clk_rtc", "[rp2040]") {
  Bench b;
  b.r.write(SETUP_0, date(2024, 5, 6));
  b.r.write(CTRL, LOAD | ENABLE);
  b.pass(Clock{hz}.ticks(2) - Duration{1});
  CHECK(b.r.read(CTRL) == ENABLE);
  CHECK(b.now() == Now{0, 0});
  b.pass(Duration{1});
  CHECK(b.r.read(CTRL) == (ENABLE | ACTIVE));
  CHECK(b.now().first == date(2024, 5, 6));
  b.r.write(CTRL, 0);
  CHECK(b.r.read(CTRL) == ACTIVE);
  b.pass(crossing);
  CHECK(b.r.read(CTRL) == 0);
  b.clk_rtc.set(0);
  b.r.write(CTRL, ENABLE);
  b.pass(1s);
  CHECK(b.r.read(CTRL) == ENABLE);
}

TEST_CASE("RP2040 RTC: counts seconds of CLKDIV_M1 + 1 cycles", "[rp2040]") {
  Bench b;
  b.start(date(2023, 7, 8), time_of(6, 12, 34, 58));
  b.pass(1s - Duration{1});
  CHECK(b.now().second == time_of(6, 12, 34, 58));
  b.pass(Duration{1});
  CHECK(b.now().second == time_of(6, 12, 34, 59));
  b.pass(1s);
  CHECK(b.now().second == time_of(6, 12, 35, 0));
  b.r.write(CTRL, 0);
  b.pass(10s);
  CHECK(b.now().second == time_of(6, 12, 35, 0));
}

TEST_CASE("RP2040 RTC: months and leap years", "[rp2040]") {
  const u32 last = time_of(6, 23, 59, 59), first = time_of(0, 0, 0, 0);
  const auto following = [&](u32 day, u32 ctrl = 0) {
    Bench b;
    b.start(day, last, ctrl);
    b.pass(1s);
    CHECK(b.now().second == first);
    return b.now().first;
  };
  CHECK(following(date(2023, 2, 28)) == date(2023, 3, 1));
  CHECK(following(date(2024, 2, 28)) == date(2024, 2, 29));
  CHECK(following(date(2024, 2, 29)) == date(2024, 3, 1));
  CHECK(following(date(2100, 2, 28)) == date(2100, 2, 29));
  CHECK(following(date(2100, 2, 28), NOT_LEAP) == date(2100, 3, 1));
  CHECK(following(date(2023, 4, 30)) == date(2023, 5, 1));
  CHECK(following(date(2023, 8, 31)) == date(2023, 9, 1));
  CHECK(following(date(2023, 12, 31)) == date(2024, 1, 1));
  CHECK(following(date(4095, 12, 31)) == date(0, 1, 1));
}

TEST_CASE("RP2040 RTC: reading RTC_0 holds RTC_1", "[rp2040]") {
  Bench b;
  b.start(date(2023, 12, 31), time_of(0, 23, 59, 59));
  CHECK(b.r.read(RTC_0) == time_of(0, 23, 59, 59));
  b.pass(1s);
  CHECK(b.r.read(RTC_1) == date(2023, 12, 31));
}

TEST_CASE("RP2040 RTC: the alarm stands for the second in which the enabled fields match", "[rp2040]") {
  Bench b;
  b.start(date(2023, 7, 8), time_of(6, 12, 0, 0));
  b.r.write(INTE, 1);
  b.r.write(IRQ_SETUP_1, 1u << 28 | 5);  // any minute's second 5
  b.r.write(IRQ_SETUP_0, MATCH_ENA);
  b.pass(crossing);
  CHECK((b.r.read(IRQ_SETUP_0) & MATCH_ACTIVE) != 0);
  b.pass(5s - crossing - Duration{1000});
  CHECK_FALSE(b.r.irq.level());
  b.pass(Duration{1000});
  CHECK(b.r.irq.level());
  CHECK(b.r.read(INTS) == 1);
  b.pass(1s);
  CHECK_FALSE(b.r.irq.level());
  b.pass(59s);
  CHECK(b.r.irq.level());
  b.r.write(IRQ_SETUP_0, 0);
  b.pass(crossing);
  CHECK_FALSE(b.r.irq.level());
  CHECK(b.r.read(INTR) == 0);
  b.r.write(INTF, 1);
  CHECK(b.r.irq.level());
}

TEST_CASE("RP2040 RTC: a restored one goes on as the saved one", "[rp2040]") {
  Bench saved, restored;
  saved.start(date(2023, 7, 8), time_of(6, 12, 0, 0));
  saved.pass(2500ms);
  State out;
  saved.s.serialize(out);
  saved.r.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.r.serialize(in);
  CHECK(in.at_end());
  restored.pass(500ms - Duration{1});
  CHECK(restored.now() == Now{date(2023, 7, 8), time_of(6, 12, 0, 2)});
  restored.pass(Duration{1000});
  CHECK(restored.now() == Now{date(2023, 7, 8), time_of(6, 12, 0, 3)});
  restored.r.reset();
  CHECK(restored.now() == Now{0, 0});
}
