#include <catch2/catch.hpp>

#include "peripherals/rp2040/timer.hpp"

using namespace emulator;
using namespace rp2040;
using namespace std::chrono_literals;

namespace {

constexpr u32 TIMEHW = 0x00, TIMELW = 0x04, TIMEHR = 0x08, TIMELR = 0x0c, ARMED = 0x20, TIMERAWH = 0x24,
              TIMERAWL = 0x28, DBGPAUSE = 0x2c, PAUSE = 0x30, INTR = 0x34, INTE = 0x38, INTF = 0x3c, INTS = 0x40;
constexpr u32 ALARM(u32 i) { return 0x10 + 4 * i; }

struct Bench {
  Scheduler s;
  ClockSignal tick{"tick", 1'000'000};
  Timer t{"TIMER", s, tick};
  void pass(Duration d) { s.run_until(s.now() + d); }
  void set(u64 time) {
    t.write(TIMELW, static_cast<u32>(time));
    t.write(TIMEHW, static_cast<u32>(time >> 32));
  }
};

}  // namespace

TEST_CASE("RP2040 TIMER: every bit is described", "[rp2040]") { CHECK(Bench{}.t.mistakes().empty()); }

TEST_CASE("RP2040 TIMER: counts the tick", "[rp2040]") {
  Bench b;
  b.pass(1234us - Duration{1});
  CHECK(b.t.read(TIMERAWL) == 1233);
  b.pass(Duration{1});
  CHECK(b.t.read(TIMERAWL) == 1234);
  b.tick.set(500'000);
  b.pass(100us);
  CHECK(b.t.read(TIMERAWL) == 1284);
  b.tick.set(0);
  b.pass(100us);
  CHECK(b.t.read(TIMERAWL) == 1284);
}

TEST_CASE("RP2040 TIMER: reading TIMELR latches TIMEHR, writing TIMEHW takes TIMELW", "[rp2040]") {
  Bench b;
  b.t.write(TIMELW, 0xffff'fffe);
  CHECK(b.t.read(TIMERAWL) == 0);
  b.t.write(TIMEHW, 5);
  CHECK(b.t.read(TIMELR) == 0xffff'fffe);
  b.pass(2us);
  CHECK(b.t.read(TIMEHR) == 5);
  CHECK(b.t.read(TIMERAWH) == 6);
  CHECK(b.t.read(TIMELR) == 0);
  CHECK(b.t.read(TIMEHR) == 6);
}

TEST_CASE("RP2040 TIMER: each alarm fires at its time, on its wire, and disarms itself", "[rp2040]") {
  Bench b;
  b.t.write(INTE, 0xf);
  for (u32 i = 0; i < 4; ++i) b.t.write(ALARM(i), 100 * (4 - i));
  CHECK(b.t.read(ARMED) == 0xf);
  for (u32 i = 4; i-- > 0;) {
    b.pass(100us - Duration{1});
    CHECK_FALSE(b.t.irq[i].level());
    b.pass(Duration{1});
    CHECK(b.t.irq[i].level());
    CHECK(b.t.read(ARMED) == (1u << i) - 1);
    CHECK(b.t.read(INTR) == 1u << i);
    b.t.write(INTR, 1u << i);
    CHECK_FALSE(b.t.irq[i].level());
  }
  CHECK(b.s.next() == Time::max());
}

TEST_CASE("RP2040 TIMER: an alarm compares 32 bits, beyond the wrap too", "[rp2040]") {
  Bench b;
  b.set(0x1'ffff'ff00);
  b.t.write(ALARM(0), 0x10);
  b.pass(0x110us - Duration{1});
  CHECK(b.t.read(INTR) == 0);
  b.pass(Duration{1});
  CHECK(b.t.read(INTR) == 1);
  CHECK(b.t.read(TIMERAWH) == 2);
  b.t.write(ALARM(1), 0xf);  // just missed: 2^32 - 1 ticks
  b.pass(1h);
  CHECK(b.t.read(ARMED) == 2);
}

TEST_CASE("RP2040 TIMER: writing ARMED disarms", "[rp2040]") {
  Bench b;
  b.t.write(ALARM(2), 100);
  b.t.write(ARMED, 4);
  CHECK(b.t.read(ARMED) == 0);
  b.pass(1ms);
  CHECK(b.t.read(INTR) == 0);
}

TEST_CASE("RP2040 TIMER: INTE and INTF make INTS", "[rp2040]") {
  Bench b;
  b.t.write(ALARM(0), 1);
  b.pass(1us);
  CHECK(b.t.read(INTS) == 0);
  CHECK_FALSE(b.t.irq[0].level());
  b.t.write(INTE, 1);
  CHECK(b.t.irq[0].level());
  b.t.write(INTF, 8);
  CHECK(b.t.read(INTS) == 9);
  CHECK(b.t.irq[3].level());
  CHECK(b.t.read(INTR) == 1);
  b.t.write(INTF, 0);
  CHECK_FALSE(b.t.irq[3].level());
}

TEST_CASE("RP2040 TIMER: PAUSE, and DBGPAUSE while a processor is being debugged", "[rp2040]") {
  Bench b;
  CHECK(b.t.read(DBGPAUSE) == 7);
  b.t.write(ALARM(0), 100);
  b.pass(50us);
  b.t.write(PAUSE, 1);
  b.pass(1s);
  CHECK(b.t.read(TIMERAWL) == 50);
  b.t.write(PAUSE, 0);
  b.pass(10us);
  b.t.set_debugging(1, true);
  b.pass(1s);
  CHECK(b.t.read(TIMERAWL) == 60);
  b.t.write(DBGPAUSE, 3);
  b.pass(39us);
  CHECK(b.t.read(INTR) == 0);
  b.pass(1us);
  CHECK(b.t.read(INTR) == 1);
}

TEST_CASE("RP2040 TIMER: held in reset it stands at zero", "[rp2040]") {
  Bench b;
  b.t.write(INTE, 1);
  b.t.write(ALARM(0), 10);
  b.pass(1ms);
  b.t.hold_in_reset(true);
  CHECK_FALSE(b.t.irq[0].level());
  b.pass(1ms);
  b.t.hold_in_reset(false);
  CHECK(b.t.read(TIMERAWL) == 0);
  b.pass(5us);
  CHECK(b.t.read(TIMERAWL) == 5);
}

TEST_CASE("RP2040 TIMER: a restored one goes on as the saved one", "[rp2040]") {
  Bench saved, restored;
  saved.set(0x7'0000'0000);
  saved.t.write(INTE, 2);
  saved.t.write(ALARM(1), 100);
  saved.pass(40us);
  State out;
  saved.s.serialize(out);
  saved.t.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.t.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.t.time() == 0x7'0000'0000 + 40);
  restored.pass(60us - Duration{1});
  CHECK_FALSE(restored.t.irq[1].level());
  restored.pass(Duration{1});
  CHECK(restored.t.irq[1].level());
}
