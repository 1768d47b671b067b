#include "peripherals/parts/hx711.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"
#include "peripherals/parts/load_cell.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct Scale : Bench {
  explicit Scale(Attributes attributes = {}, double supply = 3.3) : volts(supply) {
    drive("SCK", 0);
    drive("gnd", 0, 1e-3);
    add<Hx711>("hx711", "scale",
               {{"SCK", "SCK"}, {"DT", "DT"}, {"E+", "e"}, {"A+", "a+"}, {"A-", "a-"}, {"B+", "b+"}, {"B-", "b-"}},
               std::move(attributes));
    add<LoadCell>("load_cell", "cell", {{"E+", "e"}, {"E-", "gnd"}, {"S+", "a+"}, {"S-", "a-"}});
  }
  bool high() { return net("DT").volts() > 1.6; }
  emulator::Duration wait() {
    const emulator::Time began = machine.now();
    while (high() && machine.now() - began < 2s) run(500us);
    return machine.now() - began;
  }
  int fetch(int pulses = 25) {
    int code = 0;
    for (int i = 0; i < pulses; ++i) {
      drive("SCK", volts);
      run(1us);
      if (i < 24) code = code << 1 | high();
      drive("SCK", 0);
      run(1us);
    }
    return code >= 1 << 23 ? code - (1 << 24) : code;
  }
  void set(double kilograms) { quantity("mass").set(kilograms); }
  double volts;
};

}  // namespace

TEST_CASE("HX711: settles, then converts ten times a second", "[parts]") {
  Scale s;
  CHECK(s.wait() == 400ms);
  CHECK(s.fetch() == 0);
  CHECK(s.high());
  const auto until_next = s.wait();
  CHECK(until_next > 99ms);
  CHECK(until_next <= 100ms);
}

TEST_CASE("HX711: a pulse of 75 us tells of a result where the one before was not fetched", "[parts]") {
  Scale s;
  s.wait();
  s.run(99'999us);
  CHECK_FALSE(s.high());
  s.run(2us);
  CHECK(s.high());
  s.run(75us);
  CHECK_FALSE(s.high());
}

TEST_CASE("HX711: 0.2 mV/V a kilogram at gain 128, either sign, whatever the supply", "[parts]") {
  const auto [kilograms, code] =
      GENERATE(table<double, int>({{1, 429497}, {5, 2147484}, {-1, -429497}, {0.001, 429}, {30, 8388607}}));
  const double volts = GENERATE(3.3, 5.0);
  Scale s{{{"volts", volts}}, volts};
  s.set(kilograms);
  s.wait();
  CHECK(s.fetch() == Approx(code).margin(1));
}

TEST_CASE("HX711: pulses choose channel and gain, which settle again", "[parts]") {
  Scale s;
  s.drive("b+", 0.01, 1);
  s.drive("b-", 0, 1);
  s.set(1);
  s.wait();
  s.fetch(27);
  const auto settled = s.wait();
  CHECK(settled > 390ms);
  CHECK(settled <= 401ms);
  CHECK(s.fetch(26) == Approx(429497 / 2).margin(1));
  s.wait();
  CHECK(s.fetch(26) == Approx(0.01 / s.net("e").volts() * 32 * 16777216).margin(2));
}

TEST_CASE("HX711: a long high pulse is power-down, and its end a reset", "[parts]") {
  Scale s;
  s.wait();
  s.fetch(26);
  s.drive("SCK", 3.3);
  s.run(61us);
  CHECK(s.high());
  CHECK(s.net("e").volts() < 0.1);
  s.run(1s);
  CHECK(s.high());
  s.drive("SCK", 0);
  s.set(1);
  CHECK(s.wait() == 400ms);
  CHECK(s.fetch() == Approx(429497).margin(1));
}

TEST_CASE("HX711: 80 a second; a snapshot within a transfer", "[parts]") {
  Scale s{{{"rate", 80.0}, {"noise", 1e-7}}};
  CHECK(s.wait() == 50ms);
  s.set(2);
  s.fetch(10);
  const auto saved = s.save();
  const int first = s.fetch(15);
  s.load(saved);
  CHECK(s.save() == saved);
  CHECK(s.fetch(15) == first);
}
