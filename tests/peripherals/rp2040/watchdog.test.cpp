#include <catch2/catch.hpp>

#include "peripherals/rp2040/watchdog.hpp"

using namespace emulator;
using namespace rp2040;
using namespace std::chrono_literals;

namespace {

constexpr u32 CTRL = 0x00, LOAD = 0x04, REASON = 0x08, SCRATCH0 = 0x0c, SCRATCH7 = 0x28, TICK = 0x2c;
constexpr u32 ENABLE = 1u << 30, TRIGGER = 1u << 31, TIME = 0xff'ffff, TICK_ENABLE = 0x200;

struct Bench {
  Scheduler s;
  ClockSignal clk_ref{"clk_ref", 12'000'000};
  Watchdog w{"WATCHDOG", s, clk_ref};
  int fired = 0;
  Bench() {
    w.on_reset = [this] { ++fired; };
  }
  void pass(Duration d) { s.run_until(s.now() + d); }
  void start_tick() { w.write(TICK, 12 | TICK_ENABLE); }
};

}  // namespace

TEST_CASE("RP2040 WATCHDOG: every bit is described", "[rp2040]") { CHECK(Bench{}.w.mistakes().empty()); }

TEST_CASE("RP2040 WATCHDOG: the tick divides clk_ref by CYCLES", "[rp2040]") {
  Bench b;
  CHECK(b.w.read(TICK) == 0x200);
  CHECK_FALSE(b.w.tick.running());
  b.start_tick();
  CHECK(b.w.tick.hz() == 1'000'000);
  CHECK(b.w.read(TICK) == (12u << 11 | 1u << 10 | TICK_ENABLE | 12));
  b.pass(250ns);
  CHECK(b.w.read(TICK) >> 11 == 9);
  b.pass(750ns);
  CHECK(b.w.read(TICK) >> 11 == 12);
  b.clk_ref.set(6'000'000);
  CHECK(b.w.tick.hz() == 500'000);
  b.w.write(TICK, 12);
  CHECK_FALSE(b.w.tick.running());
  CHECK(b.w.read(TICK) == 12);
}

TEST_CASE("RP2040 WATCHDOG: the counter goes down by two a tick and fires at zero", "[rp2040]") {
  Bench b;
  b.start_tick();
  b.w.write(LOAD, 2000);
  CHECK(b.w.read(LOAD) == 0);
  b.pass(10ms);
  CHECK((b.w.read(CTRL) & TIME) == 2000);
  b.w.write(CTRL, ENABLE);
  b.pass(100us);
  CHECK((b.w.read(CTRL) & TIME) == 1800);
  b.pass(900us - Duration{1});
  CHECK(b.fired == 0);
  CHECK(b.w.read(REASON) == 0);
  b.pass(Duration{1});
  CHECK(b.fired == 1);
  CHECK(b.w.read(REASON) == 1);
  b.pass(1s);
  CHECK(b.fired == 1);
}

TEST_CASE("RP2040 WATCHDOG: loading it in time keeps it from firing", "[rp2040]") {
  Bench b;
  b.start_tick();
  b.w.write(LOAD, 2000);
  b.w.write(CTRL, ENABLE);
  for (int i = 0; i < 10; ++i) {
    b.pass(999us);
    b.w.write(LOAD, 2000);
  }
  CHECK(b.fired == 0);
  b.w.write(CTRL, 0);
  b.pass(1s);
  CHECK(b.fired == 0);
  CHECK((b.w.read(CTRL) & TIME) == 2000);
}

TEST_CASE("RP2040 WATCHDOG: TRIGGER fires at once, through the set alias too", "[rp2040]") {
  Bench b;
  Bus bus;
  b.w.map_on(bus, 0x4005'8000);
  CHECK(bus.write(0x4005'a000 + CTRL, 4, TRIGGER));
  CHECK(b.fired == 1);
  CHECK(b.w.read(REASON) == 2);
  CHECK((b.w.read(CTRL) & TRIGGER) == 0);
  CHECK(b.w.read(CTRL) == 0x0700'0000);
}

TEST_CASE("RP2040 WATCHDOG: scratch registers survive it, not a hardware reset", "[rp2040]") {
  Bench b;
  b.start_tick();
  b.w.write(SCRATCH0, 0x1234'5678);
  b.w.write(SCRATCH7, 0xb007'c0d3);
  b.w.write(CTRL, TRIGGER);
  CHECK(b.w.read(SCRATCH0) == 0x1234'5678);
  CHECK(b.w.read(SCRATCH7) == 0xb007'c0d3);
  CHECK(b.w.tick.running());
  b.w.reset();
  CHECK(b.w.read(SCRATCH7) == 0);
  CHECK(b.w.read(REASON) == 0);
  CHECK_FALSE(b.w.tick.running());
}

TEST_CASE("RP2040 WATCHDOG: it pauses while a processor is being debugged, if it is to", "[rp2040]") {
  Bench b;
  b.start_tick();
  b.w.write(LOAD, 2000);
  b.w.write(CTRL, ENABLE | 1u << 25);
  b.pass(500us);
  b.w.set_debugging(1, true);
  b.w.set_debugging(0, true);
  b.pass(1s);
  CHECK((b.w.read(CTRL) & TIME) == 1000);
  b.w.set_debugging(0, false);
  b.pass(500us);
  CHECK(b.fired == 1);
}

TEST_CASE("RP2040 WATCHDOG: a restored one fires in time", "[rp2040]") {
  Bench saved, restored;
  saved.start_tick();
  saved.w.write(LOAD, 2000);
  saved.w.write(CTRL, ENABLE);
  saved.pass(300us);
  State out;
  saved.s.serialize(out);
  saved.w.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.w.serialize(in);
  CHECK(in.at_end());
  CHECK((restored.w.read(CTRL) & TIME) == 1400);
  restored.pass(700us - Duration{1});
  CHECK(restored.fired == 0);
  restored.pass(Duration{1});
  CHECK(restored.fired == 1);
}
