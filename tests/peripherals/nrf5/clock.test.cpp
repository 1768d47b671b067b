#include <catch2/catch.hpp>

#include "peripherals/nrf5/clock.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr u32 HFCLKSTART = 0x000, HFCLKSTOP = 0x004, LFCLKSTART = 0x008, LFCLKSTOP = 0x00c, CAL = 0x010,
              CTSTART = 0x014, CTSTOP = 0x018;
constexpr u32 HFCLKSTARTED = 0x100, LFCLKSTARTED = 0x104, DONE = 0x10c, CTTO = 0x110;
constexpr u32 HFCLKRUN = 0x408, HFCLKSTAT = 0x40c, LFCLKRUN = 0x414, LFCLKSTAT = 0x418, LFCLKSRCCOPY = 0x41c;
constexpr u32 LFCLKSRC = 0x518, CTIV = 0x538;
constexpr u32 running = 1u << 16;

struct Bench {
  Scheduler s;
  nrf5::ClockControl clock{"CLOCK", s};
  void pass(Duration d) { s.run_until(s.now() + d); }
};

}  // namespace

TEST_CASE("nRF5 CLOCK: every bit is described", "[nrf5]") { CHECK(Bench{}.clock.mistakes().empty()); }

TEST_CASE("nRF5 CLOCK: the 16 MHz crystal starts in 400 us", "[nrf5]") {
  Bench b;
  CHECK(b.clock.read(HFCLKSTAT) == running);
  b.clock.write(HFCLKSTART, 1);
  CHECK(b.clock.read(HFCLKRUN) == 1);
  b.pass(400us - Duration{1});
  CHECK(b.clock.read(HFCLKSTARTED) == 0);
  CHECK_FALSE(b.clock.crystal_running());
  b.pass(Duration{1});
  CHECK(b.clock.read(HFCLKSTARTED) == 1);
  CHECK(b.clock.read(HFCLKSTAT) == (running | 1));
  b.clock.write(HFCLKSTARTED, 0);
  b.clock.write(HFCLKSTART, 1);
  b.pass(Duration{});
  CHECK(b.clock.read(HFCLKSTARTED) == 1);
  b.clock.write(HFCLKSTOP, 1);
  CHECK(b.clock.read(HFCLKRUN) == 0);
  CHECK(b.clock.read(HFCLKSTAT) == running);
}

TEST_CASE("nRF5 CLOCK: each source of the 32.768 kHz clock has its start-up time", "[nrf5]") {
  const std::array<Duration, 3> times{390us, 300ms, 100us};
  for (u32 source = 0; source < 3; ++source) {
    INFO(source);
    Bench b;
    b.clock.write(LFCLKSRC, source);
    b.clock.write(LFCLKSTART, 1);
    b.pass(times[source] - Duration{1});
    CHECK(b.clock.read(LFCLKSTARTED) == 0);
    b.pass(Duration{1});
    CHECK(b.clock.read(LFCLKSTARTED) == 1);
    CHECK(b.clock.read(LFCLKSTAT) == (running | source));
    CHECK(b.clock.read(LFCLKSRCCOPY) == source);
    CHECK(b.clock.lfclk.running.level());
    b.clock.write(LFCLKSTOP, 1);
    CHECK(b.clock.read(LFCLKSTAT) == source);
    CHECK(b.clock.read(LFCLKRUN) == 0);
    CHECK_FALSE(b.clock.lfclk.running.level());
  }
}

TEST_CASE("nRF5 CLOCK: the RC oscillator serves while the crystal starts", "[nrf5]") {
  Bench b;
  b.clock.write(LFCLKSRC, 1);
  b.clock.write(LFCLKSTART, 1);
  b.pass(390us);
  CHECK(b.clock.lfclk.running.level());
  CHECK(b.clock.read(LFCLKSTAT) == running);
  b.pass(300ms);
  CHECK(b.clock.read(LFCLKSTAT) == (running | 1));
}

TEST_CASE("nRF5 CLOCK: stopping while it starts means it never started", "[nrf5]") {
  Bench b;
  b.clock.write(HFCLKSTART, 1);
  b.clock.write(LFCLKSTART, 1);
  b.pass(10us);
  b.clock.write(HFCLKSTOP, 1);
  b.clock.write(LFCLKSTOP, 1);
  b.pass(1s);
  CHECK(b.clock.read(HFCLKSTARTED) == 0);
  CHECK(b.clock.read(LFCLKSTARTED) == 0);
}

TEST_CASE("nRF5 CLOCK: calibration needs both clocks and takes 16 ms", "[nrf5]") {
  Bench b;
  b.clock.write(LFCLKSTART, 1);
  b.pass(1ms);
  b.clock.write(CAL, 1);
  b.pass(20ms);
  CHECK(b.clock.read(DONE) == 0);
  b.clock.write(HFCLKSTART, 1);
  b.pass(1ms);
  b.clock.write(CAL, 1);
  b.pass(16ms - Duration{1});
  CHECK(b.clock.read(DONE) == 0);
  b.pass(Duration{1});
  CHECK(b.clock.read(DONE) == 1);
}

TEST_CASE("nRF5 CLOCK: the calibration timer counts quarters of a second", "[nrf5]") {
  Bench b;
  b.clock.write(LFCLKSTART, 1);
  b.pass(1ms);
  b.clock.write(CTIV, 3);
  b.clock.write(CTSTART, 1);
  b.pass(750ms - Duration{1});
  CHECK(b.clock.read(CTTO) == 0);
  b.pass(Duration{1});
  CHECK(b.clock.read(CTTO) == 1);
  b.clock.write(CTTO, 0);
  b.clock.write(CTSTART, 1);
  b.clock.write(CTSTOP, 1);
  b.pass(1s);
  CHECK(b.clock.read(CTTO) == 0);
}

TEST_CASE("nRF5 CLOCK: a clock restored while it starts becomes ready in time", "[nrf5]") {
  Bench saved, restored;
  saved.clock.write(HFCLKSTART, 1);
  saved.clock.write(LFCLKSRC, 1);
  saved.clock.write(LFCLKSTART, 1);
  saved.pass(395us);
  State out;
  saved.s.serialize(out);
  saved.clock.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.clock.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.clock.lfclk.running.level());
  restored.pass(5us);
  CHECK(restored.clock.read(HFCLKSTARTED) == 1);
  restored.pass(300ms);
  CHECK(restored.clock.read(LFCLKSTARTED) == 1);
}
