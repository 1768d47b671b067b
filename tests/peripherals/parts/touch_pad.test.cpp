#include <catch2/catch.hpp>

#include "peripherals/parts/touch_pad.hpp"

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

TEST_CASE("touch pad: a finger adds capacitance to its net", "[parts]") {
  Bench bench;
  bench.add<TouchPad>("touch_pad", "cat", {{"pad", "A"}});
  CHECK(capacitance_on(bench.machine.world, bench.net("A")) == Approx(5));
  CHECK(capacitance_on(bench.machine.world, bench.net("B")) == 0);
  bench.quantity("cat").set(1);
  CHECK(capacitance_on(bench.machine.world, bench.net("A")) == Approx(65));
  bench.quantity("cat").set(0.5);
  CHECK(capacitance_on(bench.machine.world, bench.net("A")) == Approx(35));
}

TEST_CASE("touch pad: pads on one net add up; a snapshot keeps each one's share", "[parts]") {
  Bench bench;
  bench.add<TouchPad>("touch_pad", "one", {{"pad", "A"}});
  bench.add<TouchPad>("touch_pad", "two", {{"pad", "A"}}, {{"picofarads", 10.0}, {"finger_picofarads", 20.0}});
  bench.quantity("two").set(1);
  CHECK(bench.quantity("A.capacitance").value() == Approx(35));
  const auto saved = bench.save();
  bench.quantity("two").set(0);
  bench.load(saved);
  bench.quantity("two").set(0);
  CHECK(bench.quantity("A.capacitance").value() == Approx(15));
}
