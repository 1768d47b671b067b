#include <catch2/catch.hpp>

#include "peripherals/nrf5/rtc.hpp"

using namespace emulator;
using namespace std::chrono_literals;
using nrf5::LowFrequencyClock;

namespace {

constexpr u32 START = 0x000, STOP = 0x004, CLEAR = 0x008, TRIGOVRFLW = 0x00c, TICK = 0x100, OVRFLW = 0x104;
constexpr u32 INTENSET = 0x304, EVTEN = 0x340, EVTENSET = 0x344, EVTENCLR = 0x348, COUNTER = 0x504, PRESCALER = 0x508;
constexpr u32 COMPARE(unsigned i) { return 0x140 + 4 * i; }
constexpr u32 CC(unsigned i) { return 0x540 + 4 * i; }
constexpr u32 compare_bit(unsigned i) { return 1u << (16 + i); }

struct Bench {
  Scheduler s;
  LowFrequencyClock lfclk;
  nrf5::Rtc<4> rtc{"RTC1", s, lfclk};
  Bench() { lfclk.running.drive(true); }
  void to_edge(i64 n) { s.run_until(LowFrequencyClock{}.edge(n)); }
  void before_edge(i64 n) { s.run_until(LowFrequencyClock{}.edge(n) - Duration{1}); }
};

struct Router final : nrf5::EventRouter {
  u32 channels = 0;
  void route(u32 c) override { channels |= c; }
};

}  // namespace

TEST_CASE("nRF5 RTC: every bit is described, RTC0 has three compare registers", "[nrf5]") {
  Bench b;
  CHECK(b.rtc.mistakes().empty());
  nrf5::Rtc<3> rtc0{"RTC0", b.s, b.lfclk};
  CHECK(rtc0.mistakes().empty());
  CHECK(rtc0.find("CC[2]"));
  CHECK_FALSE(rtc0.find("CC[3]"));
}

TEST_CASE("nRF5 RTC: a task takes effect at the first rising edge behind a falling one", "[nrf5]") {
  const Duration half = Clock{65'536}.ticks(1);
  CHECK(LowFrequencyClock{}.effect(Time{}) == 1);
  CHECK(LowFrequencyClock{}.effect(Time{half}) == 1);
  CHECK(LowFrequencyClock{}.effect(Time{half + Duration{1}}) == 2);
  CHECK(LowFrequencyClock{}.effect(LowFrequencyClock{}.edge(1)) == 2);
  CHECK(LowFrequencyClock{}.effect(LowFrequencyClock{}.edge(1000)) == 1001);
}

TEST_CASE("nRF5 RTC: counts edges of 32768 Hz without drift", "[nrf5]") {
  Bench b;
  b.rtc.write(START, 1);
  b.before_edge(1);
  CHECK(b.rtc.read(COUNTER) == 0);
  b.to_edge(1);
  CHECK(b.rtc.read(COUNTER) == 1);
  b.s.run_until(Time{100s} - Duration{1});
  CHECK(b.rtc.read(COUNTER) == 3'276'799);
  b.s.run_until(Time{100s});
  CHECK(b.rtc.read(COUNTER) == 3'276'800);
}

TEST_CASE("nRF5 RTC: PRESCALER divides and is latched by START and CLEAR", "[nrf5]") {
  Bench b;
  b.rtc.write(PRESCALER, 3);
  b.rtc.write(START, 1);
  b.before_edge(40);
  CHECK(b.rtc.read(COUNTER) == 9);
  b.to_edge(40);
  CHECK(b.rtc.read(COUNTER) == 10);
  b.rtc.write(PRESCALER, 0);
  b.to_edge(44);
  CHECK(b.rtc.read(COUNTER) == 11);
  b.rtc.write(CLEAR, 1);
  b.to_edge(50);
  CHECK(b.rtc.read(COUNTER) == 5);
}

TEST_CASE("nRF5 RTC: STOP holds the count, START goes on from it", "[nrf5]") {
  Bench b;
  b.rtc.write(START, 1);
  b.to_edge(10);
  b.rtc.write(STOP, 1);
  b.to_edge(100);
  CHECK(b.rtc.read(COUNTER) == 10);
  b.rtc.write(START, 1);
  b.to_edge(105);
  CHECK(b.rtc.read(COUNTER) == 15);
}

TEST_CASE("nRF5 RTC: a compare happens at its edge, if enabled", "[nrf5]") {
  Bench b;
  b.rtc.write(CC(0), 20);
  b.rtc.write(CC(3), 20);
  b.rtc.write(INTENSET, compare_bit(3));
  b.rtc.write(START, 1);
  b.before_edge(20);
  CHECK(b.rtc.read(COMPARE(3)) == 0);
  b.to_edge(20);
  CHECK(b.rtc.read(COMPARE(3)) == 1);
  CHECK(b.rtc.irq.level());
  CHECK(b.rtc.read(COMPARE(0)) == 0);
}

TEST_CASE("nRF5 RTC: EVTEN routes an event to the PPI, INTEN does not", "[nrf5]") {
  Bench b;
  Router router;
  b.rtc.route_events(&router);
  b.rtc.find_event(COMPARE(0))->listen(1);
  b.rtc.find_event(COMPARE(1))->listen(2);
  b.rtc.write(CC(0), 5);
  b.rtc.write(CC(1), 6);
  b.rtc.write(EVTENSET, compare_bit(0));
  b.rtc.write(INTENSET, compare_bit(1));
  b.rtc.write(START, 1);
  b.to_edge(10);
  CHECK(router.channels == 1);
  CHECK(b.rtc.read(COMPARE(0)) == 1);
  CHECK(b.rtc.read(COMPARE(1)) == 1);
  CHECK_FALSE(b.rtc.peek(EVTEN) & compare_bit(1));
  b.rtc.write(EVTENCLR, compare_bit(0));
  CHECK(b.rtc.read(EVTEN) == 0);
}

TEST_CASE("nRF5 RTC: TICK happens at each increment while enabled", "[nrf5]") {
  Bench b;
  b.rtc.write(PRESCALER, 1);
  b.rtc.write(START, 1);
  b.to_edge(6);
  CHECK(b.rtc.read(TICK) == 0);
  CHECK(b.s.next() == Time::max());
  b.rtc.write(EVTENSET, 1);
  for (i64 edge : {8, 10, 12}) {
    b.before_edge(edge);
    CHECK(b.rtc.read(TICK) == 0);
    b.to_edge(edge);
    CHECK(b.rtc.read(TICK) == 1);
    b.rtc.write(TICK, 0);
  }
}

TEST_CASE("nRF5 RTC: TRIGOVRFLW brings the overflow near", "[nrf5]") {
  Bench b;
  b.rtc.write(EVTENSET, 2);
  b.rtc.write(START, 1);
  b.to_edge(9);
  b.rtc.write(TRIGOVRFLW, 1);
  b.to_edge(10);
  CHECK(b.rtc.read(COUNTER) == 0xff'fff0);
  b.before_edge(26);
  CHECK(b.rtc.read(OVRFLW) == 0);
  CHECK(b.rtc.read(COUNTER) == 0xff'ffff);
  b.to_edge(26);
  CHECK(b.rtc.read(OVRFLW) == 1);
  CHECK(b.rtc.read(COUNTER) == 0);
}

TEST_CASE("nRF5 RTC: CC 0 does not match when CLEAR sets the counter to 0", "[nrf5]") {
  Bench b;
  b.rtc.write(EVTENSET, compare_bit(0));
  b.rtc.write(START, 1);
  b.to_edge(10);
  b.rtc.write(CLEAR, 1);
  b.to_edge(20);
  CHECK(b.rtc.read(COUNTER) == 9);
  CHECK(b.rtc.read(COMPARE(0)) == 0);
}

TEST_CASE("nRF5 RTC: CC equal to the counter waits for the wrap, two ahead matches", "[nrf5]") {
  Bench b;
  b.rtc.write(EVTENSET, compare_bit(0) | compare_bit(1));
  b.rtc.write(START, 1);
  b.to_edge(10);
  b.rtc.write(CC(0), 10);
  b.rtc.write(CC(1), 12);
  b.to_edge(12);
  CHECK(b.rtc.read(COMPARE(0)) == 0);
  CHECK(b.rtc.read(COMPARE(1)) == 1);
  b.before_edge(10 + 0x100'0000);
  CHECK(b.rtc.read(COMPARE(0)) == 0);
  b.to_edge(10 + 0x100'0000);
  CHECK(b.rtc.read(COMPARE(0)) == 1);
}

TEST_CASE("nRF5 RTC: without the 32.768 kHz clock it stands still", "[nrf5]") {
  Bench b;
  b.lfclk.running.drive(false);
  b.rtc.write(START, 1);
  b.to_edge(100);
  CHECK(b.rtc.read(COUNTER) == 0);
  b.lfclk.running.drive(true);
  b.to_edge(110);
  CHECK(b.rtc.read(COUNTER) == 10);
  b.lfclk.running.drive(false);
  b.to_edge(200);
  CHECK(b.rtc.read(COUNTER) == 10);
  b.rtc.write(CC(0), 15);
  b.rtc.write(EVTENSET, compare_bit(0));
  b.lfclk.running.drive(true);
  b.before_edge(205);
  CHECK(b.rtc.read(COMPARE(0)) == 0);
  b.to_edge(205);
  CHECK(b.rtc.read(COMPARE(0)) == 1);
}

TEST_CASE("nRF5 RTC: a restored one goes on as the saved one, tasks on their way included", "[nrf5]") {
  Bench saved, restored;
  saved.rtc.write(PRESCALER, 1);
  saved.rtc.write(CC(0), 8);
  saved.rtc.write(EVTENSET, compare_bit(0));
  saved.rtc.write(START, 1);
  saved.to_edge(7);
  saved.rtc.write(CLEAR, 1);
  State out;
  saved.s.serialize(out);
  saved.rtc.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.rtc.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.rtc.read(COUNTER) == 3);
  restored.to_edge(8);
  CHECK(restored.rtc.read(COUNTER) == 0);
  restored.before_edge(24);
  CHECK(restored.rtc.read(COMPARE(0)) == 0);
  restored.to_edge(24);
  CHECK(restored.rtc.read(COMPARE(0)) == 1);
}

TEST_CASE("nRF5 LFCLK: drifts from now on, edge by edge", "[nrf5]") {
  LowFrequencyClock clock;
  clock.drift(Time{10s}, 100);
  CHECK(clock.edges(Time{10s}) == 327'680);
  CHECK(clock.edges(Time{20s}) == 2 * 327'680 + 32);  // 100 ppm of 10 s are 32.8 periods
  for (const i64 n : std::initializer_list<i64>{327'680, 327'681, 400'001, 655'392, 10'000'000'000}) {
    CHECK(clock.edges(clock.edge(n)) == n);
    CHECK(clock.edges(clock.edge(n) - Duration{1}) == n - 1);
  }
  State saved;
  clock.serialize(saved);
  LowFrequencyClock other;
  State loading{saved.data()};
  other.serialize(loading);
  CHECK(other.edge(500'000) == clock.edge(500'000));
  clock.drift(Time{20s}, -50);
  CHECK(clock.edges(Time{30s}) == 3 * 327'680 + 32 - 16);
  CHECK(clock.effect(clock.edge(1'000'000)) == 1'000'001);
}

TEST_CASE("nRF5 RTC: a compare that waits moves with the clock", "[nrf5]") {
  Bench b;
  b.rtc.write(CC(0), 32'768);
  b.rtc.write(INTENSET, 1 << 16);
  b.rtc.write(START, 1);
  b.lfclk.drift(b.s.now(), 10'000);  // 1 % fast
  b.s.run_until(Time{990ms});
  CHECK(b.rtc.read(COMPARE(0)) == 0);
  b.s.run_until(Time{991ms});
  CHECK(b.rtc.read(COMPARE(0)) == 1);
}
