// CLOCKS: its frequency counter, and clocks on pins.
#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/clocks_bench.hpp"

using namespace emulator;
using namespace rp2040;
using namespace rp2040::clocks_test;

TEST_CASE("RP2040 CLOCKS: the frequency counter counts clk_sys against clk_ref", "[rp2040]") {
  Bench b;
  b.start_up();
  b.c.write(FC0_REF_KHZ, 12'000);
  b.c.write(FC0_INTERVAL, 10);
  b.c.write(FC0_SRC, 9);
  CHECK(b.c.read(FC0_STATUS) == 1u << 8);
  b.pass(1ms);  // and one cycle of FC0_DELAY
  CHECK(b.c.read(FC0_STATUS) == 1u << 8);
  b.pass(Clock{12 * MHz}.ticks(1) + Duration{1});
  CHECK(b.c.read(FC0_STATUS) == 0x11);
  CHECK(b.c.read(FC0_RESULT) >> 5 == 125'000);
}

TEST_CASE("RP2040 CLOCKS: the frequency counter judges", "[rp2040]") {
  Bench b;
  b.start_up();
  b.c.write(FC0_REF_KHZ, 12'000);
  b.c.write(FC0_MIN_KHZ, 6'000);
  b.c.write(FC0_MAX_KHZ, 7'000);
  const auto measure = [&](u32 source) {
    b.c.write(FC0_SRC, source);
    b.pass(1ms);
    return b.c.read(FC0_STATUS);
  };
  CHECK(measure(3) == 0x0000'0011);
  CHECK(measure(8) == 0x0101'0010);  // fast
  b.rosc.set(5 * MHz);
  CHECK(measure(3) == 0x0011'0010);  // slow
  b.c.write(FC0_SRC, 2);
  b.pass(100us);
  b.pll_usb.set(0);
  CHECK(b.c.read(FC0_STATUS) == 0x1000'1100);
  b.pass(1ms);
  CHECK((b.c.read(FC0_STATUS) & 0x1001'0011) == 0x1001'0010);  // died
}

TEST_CASE("RP2040 CLOCKS: clocks come in through GPIN", "[rp2040]") {
  Bench b;
  b.start_up();
  b.c.write(PERI, ENABLE | 5 << 5);
  for (int i = 0; i < 10; ++i) {
    b.pins.set(Signal::gpin0, true);
    b.pass(500ns);
    b.pins.set(Signal::gpin0, false);
    b.pass(500ns);
  }
  CHECK(b.c.clk_peri.hz() == MHz);
  b.pass(2us);
  CHECK_FALSE(b.c.clk_peri.running());
}

TEST_CASE("RP2040 CLOCKS: a GPOUT that a pin has selected shows its clock edge by edge", "[rp2040]") {
  Bench b;
  Net net{"N"};
  std::vector<i64> edges;  // ns since the first
  Time first{};
  b.pins.on_drive = [&](Signal signal, bool level) {
    CHECK(signal == Signal::gpout2);
    if (edges.empty()) first = b.s.now();
    CHECK(level == (edges.size() % 2 == 0));
    edges.push_back((b.s.now() - first) / 1ns);
  };
  b.xosc.set(10 * MHz);
  const u32 divisor = GENERATE(3u << 8, 4u << 8, 0x280u, 0x100u);
  const bool corrected = GENERATE(false, true);
  b.c.write(GPOUT2 + DIV, divisor);
  b.c.write(GPOUT2, ENABLE | 5 << 5 | u32{corrected} << 12);
  b.pass(10us);
  CHECK(edges.empty());
  b.pins.wire(Signal::gpout2, {&net});
  b.pass(1us);
  REQUIRE(edges.size() >= 5);
  edges.resize(5);
  if (divisor == 4u << 8) CHECK(edges == std::vector<i64>{0, 200, 400, 600, 800});
  if (divisor == 0x100) CHECK(edges == std::vector<i64>{0, 50, 100, 150, 200});
  if (divisor == 3u << 8)
    CHECK(edges == (corrected ? std::vector<i64>{0, 150, 300, 450, 600} : std::vector<i64>{0, 100, 300, 400, 600}));
  if (divisor == 0x280 && !corrected) CHECK(edges == std::vector<i64>{0, 100, 200, 300, 500});
  b.pins.wire(Signal::gpout2, {});
  CHECK_FALSE(b.pins.driven[Signal::gpout2]);
  CHECK(b.s.next() == Time::max());
}
