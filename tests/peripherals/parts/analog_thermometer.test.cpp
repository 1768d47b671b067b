#include "peripherals/parts/analog_thermometer.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

TEST_CASE("TMP36: the data sheet's characteristic", "[parts]") {
  const auto [degrees, volts] =
      GENERATE(table<double, double>({{25, 0.75}, {-40, 0.1}, {0, 0.5}, {125, 1.75}, {-50, 0.1}}));
  Bench b;
  b.add<Tmp36>("tmp36", "thermometer", {{"OUT", "OUT"}});
  b.quantity("temperature").set(degrees);
  CHECK(b.net("OUT").volts() == Approx(volts));
}

TEST_CASE("LM35: 10 mV a degree, from 2 degC on, below its supply", "[parts]") {
  const auto [degrees, volts, supply] =
      GENERATE(table<double, double, double>({{25, 0.25, 5.0}, {150, 1.5, 5.0}, {-10, 0.02, 5.0}, {100, 1, 4.0}}));
  Bench b;
  b.add<Lm35>("lm35", "thermometer", {{"OUT", "OUT"}}, {{"volts", supply}});
  b.quantity("temperature").set(degrees);
  CHECK(b.net("OUT").volts() == Approx(volts));
}
