#include <catch2/catch.hpp>

#include "peripherals/nrf5/timer.hpp"

using namespace emulator;
using namespace std::chrono_literals;
using nrf5::Timer;

namespace {

constexpr u32 START = 0x000, STOP = 0x004, COUNT = 0x008, CLEAR = 0x00c, SHUTDOWN = 0x010, SHORTS = 0x200;
constexpr u32 INTENSET = 0x304, MODE = 0x504, BITMODE = 0x508, PRESCALER = 0x510;
constexpr u32 TASK_CAPTURE(unsigned i) { return 0x040 + 4 * i; }
constexpr u32 COMPARE(unsigned i) { return 0x140 + 4 * i; }
constexpr u32 CC(unsigned i) { return 0x540 + 4 * i; }
constexpr Duration tick16m{62'500};

struct Bench {
  Scheduler s;
  Timer t{"TIMER0", s, 32};
  u32 count() {
    t.write(TASK_CAPTURE(3), 1);
    return t.read(CC(3));
  }
  void pass(Duration d) { s.run_until(s.now() + d); }
};

}  // namespace

TEST_CASE("nRF5 TIMER: every bit is described", "[nrf5]") { CHECK(Bench{}.t.mistakes().empty()); }

TEST_CASE("nRF5 TIMER: counts 16 MHz divided by 2^PRESCALER, 1 MHz after reset", "[nrf5]") {
  Bench b;
  b.t.write(START, 1);
  b.pass(1us - Duration{1});
  CHECK(b.count() == 0);
  b.pass(Duration{1});
  CHECK(b.count() == 1);
  b.pass(99us);
  CHECK(b.count() == 100);
  b.t.write(STOP, 1);
  b.t.write(CLEAR, 1);
  b.t.write(PRESCALER, 0);
  b.t.write(START, 1);
  b.pass(tick16m * 5);
  CHECK(b.count() == 5);
}

TEST_CASE("nRF5 TIMER: a compare happens to the picosecond and interrupts", "[nrf5]") {
  Bench b;
  b.t.write(CC(1), 600);
  b.t.write(INTENSET, 1u << 17);
  b.t.write(START, 1);
  b.pass(600us - Duration{1});
  CHECK(b.t.read(COMPARE(1)) == 0);
  b.pass(Duration{1});
  CHECK(b.t.read(COMPARE(1)) == 1);
  CHECK(b.t.irq.level());
  CHECK(b.t.read(COMPARE(0)) == 0);
}

TEST_CASE("nRF5 TIMER: an event that nobody waits for is still there for who polls", "[nrf5]") {
  Bench b;
  b.t.write(CC(0), 10);
  b.t.write(CC(2), 20);
  b.t.write(START, 1);
  b.pass(1ms);
  CHECK(b.t.peek(COMPARE(0)) == 1);
  CHECK(b.t.peek(COMPARE(2)) == 1);
  b.t.write(COMPARE(0), 0);
  b.pass(64ms);
  CHECK(b.t.peek(COMPARE(0)) == 0);
  b.pass(1ms);  // wrapped at 65.536 ms
  CHECK(b.t.peek(COMPARE(0)) == 1);
}

TEST_CASE("nRF5 TIMER: with COMPARE0_CLEAR the period is CC[0] ticks", "[nrf5]") {
  Bench b;
  b.t.write(CC(0), 250);
  b.t.write(SHORTS, 1);
  b.t.write(START, 1);
  for (int i = 1; i <= 4; ++i) {
    b.s.run_until(Time{250us * i} - Duration{1});
    CHECK(b.t.read(COMPARE(0)) == 0);
    b.s.run_until(Time{250us * i});
    CHECK(b.t.read(COMPARE(0)) == 1);
    CHECK(b.count() == 0);
    b.t.write(COMPARE(0), 0);
  }
  b.pass(7us);
  CHECK(b.count() == 7);
}

TEST_CASE("nRF5 TIMER: COMPARE2_STOP stops at the compare value", "[nrf5]") {
  Bench b;
  b.t.write(CC(2), 33);
  b.t.write(SHORTS, 1u << 10);
  b.t.write(START, 1);
  b.pass(1ms);
  CHECK(b.count() == 33);
  CHECK_FALSE(b.t.running());
}

TEST_CASE("nRF5 TIMER: BITMODE sets where the count wraps", "[nrf5]") {
  const std::array<std::pair<u32, u32>, 4> widths{{{0, 0xffff}, {1, 0xff}, {2, 0xff'ffff}, {3, 0xffff'ffff}}};
  for (const auto& [bitmode, last] : widths) {
    CAPTURE(bitmode);
    Bench b;
    b.t.write(BITMODE, bitmode);
    b.t.write(PRESCALER, 0);
    b.t.write(START, 1);
    b.pass(tick16m * i64{last});
    CHECK(b.count() == last);
    b.pass(tick16m);
    CHECK(b.count() == 0);
  }
}

TEST_CASE("nRF5 TIMER: a timer of 16 bits stays one whatever BITMODE says", "[nrf5]") {
  Scheduler s;
  Timer t{"TIMER1", s, 16};
  t.write(BITMODE, 3);
  t.write(START, 1);
  s.run_until(Time{65'536us});
  CHECK(t.counter() == 0);
}

TEST_CASE("nRF5 TIMER: a 32 bit timer reaches a compare an hour away", "[nrf5]") {
  Bench b;
  b.t.write(BITMODE, 3);
  b.t.write(CC(0), 3'600'000'000u);
  b.t.write(START, 1);
  b.pass(1h - Duration{1});
  CHECK(b.t.read(COMPARE(0)) == 0);
  b.pass(Duration{1});
  CHECK(b.t.read(COMPARE(0)) == 1);
}

TEST_CASE("nRF5 TIMER: in counter mode only COUNT counts", "[nrf5]") {
  Bench b;
  b.t.write(MODE, 1);
  b.t.write(CC(0), 2);
  b.t.write(COUNT, 1);
  CHECK(b.count() == 0);
  b.t.write(START, 1);
  b.pass(1s);
  CHECK(b.count() == 0);
  b.t.write(COUNT, 1);
  CHECK(b.t.read(COMPARE(0)) == 0);
  b.t.write(COUNT, 1);
  CHECK(b.t.read(COMPARE(0)) == 1);
  CHECK(b.count() == 2);
  b.t.write(CLEAR, 1);
  CHECK(b.count() == 0);
}

TEST_CASE("nRF5 TIMER: stopped it keeps its count, started again it goes on", "[nrf5]") {
  Bench b;
  b.t.write(START, 1);
  b.pass(10us);
  b.t.write(STOP, 1);
  b.pass(10us);
  CHECK(b.count() == 10);
  b.t.write(START, 1);
  b.pass(5us);
  CHECK(b.count() == 15);
  b.t.write(SHUTDOWN, 1);
  CHECK(b.count() == 0);
  b.pass(5us);
  CHECK(b.count() == 0);
}

TEST_CASE("nRF5 TIMER: changing MODE, BITMODE or PRESCALER while it runs goes on from the count so far", "[nrf5]") {
  Bench b;
  b.t.write(START, 1);
  b.pass(10us);
  b.t.write(PRESCALER, 5);
  b.pass(10us);
  CHECK(b.count() == 15);
  b.t.write(MODE, 1);
  b.pass(10us);
  CHECK(b.count() == 15);
  b.t.write(MODE, 0);
  b.pass(10us);
  CHECK(b.count() == 20);
}

TEST_CASE("nRF5 TIMER: a compare value just passed waits for the wrap, one ahead does not", "[nrf5]") {
  Bench b;
  b.t.write(BITMODE, 1);
  b.t.write(START, 1);
  b.pass(10us);
  b.t.write(CC(0), 10);
  b.t.write(CC(1), 11);
  b.pass(1us);
  CHECK(b.t.read(COMPARE(0)) == 0);
  CHECK(b.t.read(COMPARE(1)) == 1);
  b.pass(255us);
  CHECK(b.t.read(COMPARE(0)) == 1);
}

TEST_CASE("nRF5 TIMER: events that change nothing are not scheduled", "[nrf5]") {
  Bench b;
  b.t.write(PRESCALER, 0);
  b.t.write(BITMODE, 1);
  b.t.write(START, 1);
  b.pass(1ms);  // all four registers are 0 and have happened
  CHECK(b.s.next() == Time::max());
  b.t.write(SHORTS, 1);
  CHECK(b.s.next() != Time::max());
}

TEST_CASE("nRF5 TIMER: a restored one goes on as the saved one", "[nrf5]") {
  Bench saved, restored;
  saved.t.write(CC(0), 100);
  saved.t.write(START, 1);
  saved.pass(42us);
  State out;
  saved.s.serialize(out);
  saved.t.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.t.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.count() == 42);
  restored.pass(58us - Duration{1});
  CHECK(restored.t.read(COMPARE(0)) == 0);
  restored.pass(Duration{1});
  CHECK(restored.t.read(COMPARE(0)) == 1);
}

TEST_CASE("nRF5 TIMER: reset stops it", "[nrf5]") {
  Bench b;
  b.t.write(START, 1);
  b.pass(10us);
  b.t.reset();
  CHECK(b.t.counter() == 0);
  b.pass(10us);
  CHECK(b.t.counter() == 0);
  CHECK(b.s.next() == Time::max());
}

TEST_CASE("nRF5 TIMER: follows a crystal that drifts, from now on", "[nrf5]") {
  Bench b;
  b.t.write(START, 1);
  b.pass(10ms);
  CHECK(b.count() == 10'000);
  b.t.clock(16'016'000);  // 0.1 % fast
  b.pass(10ms);
  CHECK(b.count() == 20'010);
  b.t.write(CC(0), 30'010);
  b.t.write(INTENSET, 1 << 16);
  b.pass(Duration{std::chrono::microseconds{9989}});
  CHECK(b.t.read(COMPARE(0)) == 0);
  b.pass(5us);
  CHECK(b.t.read(COMPARE(0)) == 1);
}
