#include "peripherals/parts/tsl2561.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;

namespace {

constexpr u8 address = 0x39, CMD = 0x80;

struct Light : Bench {
  explicit Light(Attributes attributes = {})
      : part(
            add<Tsl2561>("tsl2561", "light", {{"SCL", "SCL"}, {"SDA", "SDA"}, {"INT", "INT"}}, std::move(attributes))) {
    pull_.connect(net("INT"));
    pull_.drive(3.3, 10e3);
  }
  void set(u8 reg, u8 value) { CHECK(write(address, {static_cast<u8>(CMD | reg), value})); }
  int channel(unsigned n) {
    const auto b = read(address, static_cast<u8>(CMD | 0x20 | (0xc + 2 * n)), 2);
    return b[0] | b[1] << 8;
  }
  // The data sheet's formulas for T packages, as drivers have them.
  double lux() {
    const double a = channel(0), b = channel(1), ratio = b / a;
    if (ratio <= 0.5) return 0.0304 * a - 0.062 * a * std::pow(ratio, 1.4);
    if (ratio <= 0.61) return 0.0224 * a - 0.031 * b;
    if (ratio <= 0.8) return 0.0128 * a - 0.0153 * b;
    return 0.00146 * a - 0.00112 * b;
  }
  bool interrupts() { return net("INT").volts() < 1; }
  Tsl2561& part;

 private:
  emulator::Terminal pull_{"pull"};
};

}  // namespace

TEST_CASE("TSL2561: the formulas give the light back", "[parts]") {
  const double infrared = GENERATE(0.0, 0.15, 0.25, 0.55, 0.7, 1.0);
  const double lux = GENERATE(1.0, 10.0, 20.0);
  Light l{{{"infrared", infrared}}};
  l.quantity("illuminance").set(lux);
  l.set(0, 3);
  l.set(1, 0x12);
  CHECK(l.part.integration_time() == 402ms);
  l.run(401ms);
  CHECK(l.channel(0) == 0);
  l.run(2ms);
  CHECK(l.lux() == Approx(lux).epsilon(0.04));
}

TEST_CASE("TSL2561: power, identity, commands without their bit", "[parts]") {
  Light l;
  CHECK(l.read(address, CMD | 0xa) == 0x50);
  CHECK(l.read(address, CMD | 1) == 0x02);
  CHECK(l.read(address, CMD | 0) == 0x00);
  l.write(address, {0x00, 3});
  CHECK(l.read(address, CMD | 0) == 0x00);
  l.set(0, 3);
  CHECK(l.read(address, CMD | 0) == 0x03);
  l.set(0, 0);
  l.run(1s);
  CHECK(l.channel(0) == 0);
}

TEST_CASE("TSL2561: saturates by its integration time", "[parts]") {
  const auto [timing, most] = GENERATE(table<u8, int>({{0x10, 5047}, {0x11, 37177}, {0x12, 65535}}));
  Light l;
  l.quantity("illuminance").set(100'000);
  l.set(1, timing);
  l.set(0, 3);
  l.run(500ms);
  CHECK(l.channel(0) == most);
}

TEST_CASE("TSL2561: manual integration", "[parts]") {
  Light l;
  l.set(0, 3);
  l.set(1, 0x02);
  l.run(410ms);
  const int nominal = l.channel(0);
  l.set(1, 0x03);
  l.set(1, 0x0b);
  l.run(804ms);
  l.set(1, 0x03);
  CHECK(l.channel(0) == Approx(2 * nominal).margin(2));
}

TEST_CASE("TSL2561: thresholds with persistence", "[parts]") {
  Light l;
  l.write(address, {CMD | 2, 0, 0, 0, 0x10});  // below 0x1000
  l.set(6, 0x12);                              // level, two in a row
  l.set(1, 0x10);
  l.set(0, 3);
  l.run(100ms);
  CHECK_FALSE(l.interrupts());
  l.quantity("illuminance").set(10'000);
  l.run(20ms);
  CHECK_FALSE(l.interrupts());
  l.run(14ms);
  CHECK(l.interrupts());
  l.write(address, {CMD | 0x40});
  CHECK_FALSE(l.interrupts());
  const auto saved = l.save();
  l.run(30ms);
  CHECK(l.interrupts());
  l.load(saved);
  CHECK(l.save() == saved);
}
