#include <catch2/catch.hpp>

#include "peripherals/nrf5/adc.hpp"
#include "peripherals/nrf5/lpcomp.hpp"
#include "tests/peripherals/nrf5/serial_bench.hpp"

using namespace nrf5;

namespace {

constexpr u32 start = 0x000, stop = 0x004, enable = 0x500;
constexpr u32 adc_end = 0x100, busy = 0x400, config = 0x504, result = 0x508;
constexpr u32 sample = 0x008, ready = 0x100, down = 0x104, up = 0x108, cross = 0x10c, shorts = 0x200, output = 0x400,
              psel = 0x504, refsel = 0x508, extrefsel = 0x50c, anadetect = 0x520;

// CONFIG of the ADC.
constexpr u32 adc_config(u32 res, u32 inpsel, u32 refsel, u32 psel, u32 extrefsel = 0) {
  return res | inpsel << 2 | refsel << 5 | psel << 8 | extrefsel << 16;
}

struct AdcBench : SerialBench {
  Adc adc{scheduler, gpio};
  AdcBench() { adc.write(enable, 1); }
  u32 convert(u32 setting) {
    adc.write(config, setting);
    adc.write(adc_end, 0);
    adc.write(start, 1);
    us_until(adc, adc_end);
    return adc.read(result);
  }
};

struct LpcompBench : SerialBench {
  Lpcomp comparator{scheduler, gpio};
  Terminal& source = leg(2);  // AIN3
  LpcompBench() {
    source.drive(1.0, 10);
    comparator.write(psel, 3);
    comparator.write(refsel, 3);  // half of 3 V
    comparator.write(enable, 1);
  }
};

}  // namespace

TEST_CASE("ADC, LPCOMP: every bit is described", "[nrf5]") {
  AdcBench a;
  CHECK(a.adc.mistakes().empty());
  CHECK(a.adc.unmodelled().empty());
  LpcompBench l;
  CHECK(l.comparator.mistakes().empty());
  CHECK(l.comparator.unmodelled().empty());
}

TEST_CASE("ADC: a conversion takes 20, 36 or 68 us by resolution", "[nrf5]") {
  AdcBench b;
  for (const auto& [res, us] : std::vector<std::pair<u32, double>>{{0, 20}, {1, 36}, {2, 68}}) {
    b.adc.write(config, adc_config(res, 0, 0, 1));
    b.adc.write(start, 1);
    CHECK(b.adc.read(busy) == 1);
    CHECK(b.us_until(b.adc, adc_end) == Approx(us));
    CHECK(b.adc.read(busy) == 0);
    b.adc.write(adc_end, 0);
  }
}

TEST_CASE("ADC: each analog input is the pin the product specification says", "[nrf5]") {
  const std::array<unsigned, 8> pins{26, 27, 1, 2, 3, 4, 5, 6};
  for (unsigned i = 0; i < 8; ++i) {
    AdcBench b;
    b.leg(pins[i]).drive(0.6, 10);
    for (unsigned other = 0; other < 8; ++other)
      CHECK(b.convert(adc_config(2, 0, 0, 1u << other)) == (other == i ? 512 : 0));
  }
}

TEST_CASE("ADC: prescalers and references scale the result", "[nrf5]") {
  AdcBench b;  // VDD is 3 V
  b.leg(1).drive(1.2, 10);
  b.leg(0).drive(1.0, 10);
  b.leg(6).drive(0.8, 10);
  CHECK(b.convert(adc_config(2, 1, 0, 4)) == 682);     // 0.8 of 1.2 V
  CHECK(b.convert(adc_config(2, 2, 0, 4)) == 341);     // 0.4 of 1.2 V
  CHECK(b.convert(adc_config(0, 2, 0, 4)) == 85);      // the same in 8 bits
  CHECK(b.convert(adc_config(1, 2, 0, 4)) == 170);     // and in 9
  CHECK(b.convert(adc_config(2, 2, 2, 4)) == 273);     // 0.4 of 1.5 V
  CHECK(b.convert(adc_config(2, 2, 3, 4)) == 409);     // 0.4 of 1.0 V
  CHECK(b.convert(adc_config(2, 2, 1, 4, 1)) == 409);  // AREF0
  CHECK(b.convert(adc_config(2, 2, 1, 4, 2)) == 512);  // AREF1
  CHECK(b.convert(adc_config(2, 6, 0, 0)) == 853);     // VDD/3
  CHECK(b.convert(adc_config(2, 5, 0, 0)) == 1023);    // 2 VDD/3 is above the reference
  CHECK(b.convert(adc_config(2, 0, 0, 0)) == 0);       // no pin chosen
}

TEST_CASE("ADC: STOP and disabling end a conversion without a result", "[nrf5]") {
  AdcBench b;
  b.adc.write(start, 1);
  b.adc.write(stop, 1);
  CHECK(b.adc.read(busy) == 0);
  b.adc.write(start, 1);
  b.adc.write(enable, 0);
  CHECK(b.adc.read(busy) == 0);
  b.adc.write(start, 1);
  b.run_us(100);
  CHECK(b.adc.read(adc_end) == 0);
}

TEST_CASE("ADC: a snapshot during a conversion goes on elsewhere", "[nrf5]") {
  AdcBench a, b;
  b.leg(26).drive(0.3, 10);
  a.adc.write(config, adc_config(2, 0, 0, 1));
  a.adc.write(start, 1);
  a.run_us(60);
  b.adc.write(enable, 0);
  transplant(a, a.adc, b, b.adc);
  CHECK(b.us_until(b.adc, adc_end) == Approx(8));
  CHECK(b.adc.read(result) == 256);
}

TEST_CASE("LPCOMP: it is ready after its start-up and samples on request", "[nrf5]") {
  LpcompBench b;
  b.comparator.write(start, 1);
  CHECK(b.us_until(b.comparator, ready) == Approx(40));
  CHECK(b.comparator.read(output) == 0);
  b.source.drive(2.0, 10);
  CHECK(b.comparator.read(output) == 0);
  b.comparator.write(sample, 1);
  CHECK(b.comparator.read(output) == 1);
}

TEST_CASE("LPCOMP: crossings give UP, DOWN and CROSS", "[nrf5]") {
  LpcompBench b;
  b.source.drive(2.0, 10);  // before it runs
  CHECK(b.comparator.read(cross) == 0);
  b.comparator.write(start, 1);
  b.run_us(40);
  b.source.drive(1.6, 10);  // still above
  CHECK(b.comparator.read(cross) == 0);
  b.source.drive(1.4, 10);
  CHECK(b.comparator.read(down) == 1);
  CHECK(b.comparator.read(up) == 0);
  CHECK(b.comparator.read(cross) == 1);
  b.comparator.write(shorts, 1 << 3);  // UP_STOP
  b.source.drive(1.6, 10);
  CHECK(b.comparator.read(up) == 1);
  b.comparator.write(down, 0);
  b.source.drive(1.4, 10);
  CHECK(b.comparator.read(down) == 0);  // stopped
}

TEST_CASE("LPCOMP: the reference may be a pin, and the awaited crossing is told for waking up", "[nrf5]") {
  LpcompBench b;
  Terminal& reference = b.leg(6);  // AREF1
  reference.drive(1.2, 10);
  b.comparator.write(refsel, 7);
  b.comparator.write(extrefsel, 1);
  b.comparator.write(anadetect, 2);  // down
  b.comparator.write(start, 1);
  b.run_us(40);
  reference.drive(0.9, 10);
  CHECK(b.comparator.read(up) == 1);
  CHECK_FALSE(b.comparator.anadetect.level());
  b.source.drive(0.5, 10);
  CHECK(b.comparator.read(down) == 1);
  CHECK(b.comparator.anadetect.level());
}

TEST_CASE("LPCOMP: disabled it neither starts nor compares", "[nrf5]") {
  LpcompBench b;
  b.comparator.write(start, 1);
  b.run_us(40);
  b.comparator.write(enable, 0);
  b.source.drive(2.0, 10);
  b.comparator.write(ready, 0);
  b.comparator.write(start, 1);
  b.run_us(100);
  CHECK(b.comparator.read(cross) == 0);
  CHECK(b.comparator.read(ready) == 0);
}

TEST_CASE("LPCOMP: a running one is restored from a snapshot", "[nrf5]") {
  LpcompBench a, b;
  a.comparator.write(start, 1);
  a.run_us(40);
  transplant(a, a.comparator, b, b.comparator);
  b.source.drive(2.0, 10);
  CHECK(b.comparator.read(up) == 1);
}
