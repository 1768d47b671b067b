#include "peripherals/parts/max31855.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"
#include "peripherals/parts/thermocouple.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u32;

namespace {

struct Oven : Bench {
  Oven() {
    drive("CS", 3.3);
    drive("SCK", 0);
    add<Max31855>("max31855", "oven", {{"SCK", "SCK"}, {"MISO", "MISO"}, {"CS", "CS"}});
  }
  u32 word() {
    drive("CS", 0);
    u32 bits = 0;
    for (int i = 0; i < 32; ++i) {
      run(1us);
      bits = bits << 1 | (net("MISO").volts() > 1.6);
      drive("SCK", 3.3);
      run(1us);
      drive("SCK", 0);
    }
    drive("CS", 3.3);
    return bits;
  }
  void set(double tip, double ambient) {
    quantity("temperature").set(tip);
    quantity("ambient").set(ambient);
  }
};

}  // namespace

TEST_CASE("MAX31855: the data sheet's tables of data formats", "[parts]") {
  CHECK(max31855_word(1600 * 4, 0, 0) >> 18 == 0b0110'0100'0000'00);
  CHECK(max31855_word(403, 0, 0) >> 18 == 0b0000'0110'0100'11);  // 100.75
  CHECK(max31855_word(-1, 0, 0) >> 18 == 0b1111'1111'1111'11);
  CHECK(max31855_word(-1000, 0, 0) >> 18 == 0b1111'0000'0110'00);
  CHECK(max31855_word(0, 127 * 16, 0) == 0b0111'1111'0000 << 4);
  CHECK(max31855_word(0, 1609, 0) == 0b0110'0100'1001 << 4);  // 100.5625
  CHECK(max31855_word(0, -1, 0) == 0b1111'1111'1111 << 4);
  CHECK(max31855_word(0, -55 * 16, 0) == 0b1100'1001'0000 << 4);
  CHECK(max31855_word(0, 0, 1) == 0x10001);
}

TEST_CASE("type K: NIST's table", "[parts]") {
  const auto [celsius, millivolts] = GENERATE(table<double, double>({{-200, -5.891},
                                                                     {-100, -3.554},
                                                                     {0, 0},
                                                                     {25, 1.000},
                                                                     {100, 4.096},
                                                                     {500, 20.644},
                                                                     {1000, 41.276},
                                                                     {1372, 54.886}}));
  CHECK(type_k_millivolts(celsius) == Approx(millivolts).margin(0.0006));
}

TEST_CASE("MAX31855: counts 41.276 uV a degree, in 100 ms", "[parts]") {
  const auto [tip, ambient, told] = GENERATE(table<double, double, double>(
      {{25, 25, 25}, {100, 25, 100}, {1000, 25, 1000.75}, {-100, 20, -85.5}, {0, -10.0625, -0.5}}));
  Oven o;
  o.set(tip, ambient);
  o.run(99ms);
  CHECK(o.word() == 0);
  o.run(100ms);
  const u32 word = o.word();
  CHECK((static_cast<emulator::i32>(word) >> 18) / 4.0 == told);
  CHECK((static_cast<emulator::i32>(word << 16) >> 20) / 16.0 == ambient);
}

TEST_CASE("MAX31855: faults, and no conversion while it is selected", "[parts]") {
  Oven o;
  o.run(100ms);
  o.quantity("open").set(1);
  o.drive("CS", 0);
  o.run(1s);
  o.drive("CS", 3.3);
  CHECK((o.word() & 7) == 0);
  o.run(100ms);
  const auto saved = o.save();
  const u32 word = o.word();
  CHECK((word & 0x10007) == 0x10001);
  o.load(saved);
  CHECK(o.save() == saved);
  CHECK(o.word() == word);
}
