#include <catch2/catch.hpp>

#include "peripherals/nrf5/wdt.hpp"

using namespace emulator;
using namespace std::chrono_literals;
using nrf5::LowFrequencyClock;

namespace {

constexpr u32 START = 0x000, TIMEOUT = 0x100, INTENSET = 0x304, RUNSTATUS = 0x400, REQSTATUS = 0x404, CRV = 0x504,
              RREN = 0x508;
constexpr u32 RR(unsigned i) { return 0x600 + 4 * i; }
constexpr u32 reload = 0x6e52'4635;

struct Bench {
  Scheduler s;
  nrf5::ClockControl clock{"CLOCK", s};
  nrf5::Wdt wdt{"WDT", s, clock};
  unsigned resets = 0;
  Bench() {
    wdt.on_reset = [this] { ++resets; };
    clock.write(0x008, 1);
    s.run_until(LowFrequencyClock{}.edge(100));
  }
  void to_edge(i64 n) { s.run_until(LowFrequencyClock{}.edge(n)); }
  void before_edge(i64 n) { s.run_until(LowFrequencyClock{}.edge(n) - Duration{1}); }
};

}  // namespace

TEST_CASE("nRF5 WDT: every bit is described", "[nrf5]") { CHECK(Bench{}.wdt.mistakes().empty()); }

TEST_CASE("nRF5 WDT: resets two cycles after TIMEOUT, which comes after CRV + 1", "[nrf5]") {
  Bench b;
  b.wdt.write(CRV, 999);
  b.wdt.write(INTENSET, 1);
  b.wdt.write(START, 1);
  CHECK(b.wdt.read(RUNSTATUS) == 1);
  b.before_edge(1100);
  CHECK(b.wdt.read(TIMEOUT) == 0);
  b.to_edge(1100);
  CHECK(b.wdt.read(TIMEOUT) == 1);
  CHECK(b.wdt.irq.level());
  b.before_edge(1102);
  CHECK(b.resets == 0);
  b.wdt.write(RR(0), reload);  // too late
  b.to_edge(1102);
  CHECK(b.resets == 1);
}

TEST_CASE("nRF5 WDT: all enabled reload registers must be written, with the right value", "[nrf5]") {
  Bench b;
  b.wdt.write(CRV, 999);
  b.wdt.write(RREN, 0b101);
  b.wdt.write(START, 1);
  CHECK(b.wdt.read(REQSTATUS) == 0b101);
  b.to_edge(600);
  b.wdt.write(RR(0), reload);
  b.wdt.write(RR(2), 1);
  b.wdt.write(RR(1), reload);
  CHECK(b.wdt.read(REQSTATUS) == 0b100);
  b.wdt.write(RR(2), reload);
  CHECK(b.wdt.read(REQSTATUS) == 0b101);
  b.before_edge(1600);
  CHECK(b.wdt.read(TIMEOUT) == 0);
  b.to_edge(1600);
  CHECK(b.wdt.read(TIMEOUT) == 1);
}

TEST_CASE("nRF5 WDT: its settings are locked while it runs", "[nrf5]") {
  Bench b;
  b.wdt.write(CRV, 999);
  b.wdt.write(START, 1);
  b.wdt.write(CRV, 5);
  b.wdt.write(RREN, 0xff);
  CHECK(b.wdt.read(CRV) == 999);
  CHECK(b.wdt.read(RREN) == 1);
  CHECK(b.wdt.read(REQSTATUS) == 1);
}

TEST_CASE("nRF5 WDT: starting it starts the 32.768 kHz clock", "[nrf5]") {
  Scheduler s;
  nrf5::ClockControl clock{"CLOCK", s};
  nrf5::Wdt wdt{"WDT", s, clock};
  wdt.write(CRV, 32'767);
  wdt.write(START, 1);
  CHECK_FALSE(clock.lfclk.running.level());
  s.run_until(Time{1ms});
  CHECK(clock.lfclk.running.level());
  s.run_until(Time{1002ms});
  CHECK(wdt.read(TIMEOUT) == 1);
}

TEST_CASE("nRF5 WDT: a restored one bites when the saved one would", "[nrf5]") {
  Bench saved, restored;
  saved.wdt.write(CRV, 999);
  saved.wdt.write(START, 1);
  saved.to_edge(1100);
  State out;
  saved.s.serialize(out);
  saved.clock.serialize(out);
  saved.wdt.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.clock.serialize(in);
  restored.wdt.serialize(in);
  CHECK(in.at_end());
  restored.to_edge(1102);
  CHECK(restored.resets == 1);
}

TEST_CASE("nRF5 WDT: a clock that drifts bites later", "[nrf5]") {
  Bench b;
  b.wdt.write(CRV, 32'767);
  b.wdt.write(START, 1);
  b.clock.lfclk.drift(b.s.now(), -10'000);
  const Time began = b.s.now();
  b.s.run_until(began + 1010ms);
  CHECK(b.resets == 0);
  b.s.run_until(began + 1011ms);
  CHECK(b.resets == 1);
}
