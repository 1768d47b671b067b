#include "peripherals/parts/dip_switch.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {
struct DipBench : Bench {
  DipBench() {
    drive("rail", 3.3);
    drive("x", 0, 10'000);
    drive("y", 0, 10'000);
    add<DipSwitch>("dip_switch", "dip", {{"a1", "rail"}, {"b1", "x"}, {"a4", "rail"}, {"b4", "y"}},
                   {{"switches", 4.0}});
  }
};
}  // namespace

TEST_CASE("DIP switch: each lever joins its legs", "[parts]") {
  DipBench b;
  CHECK(b.machine.world.find("5") == nullptr);
  b.quantity("4").set(1);
  CHECK(b.net("x").volts() == Approx(0).margin(1e-6));
  CHECK(b.net("y").volts() == Approx(3.3).epsilon(0.02));
  DipBench other;
  other.load(b.save());
  CHECK(other.net("y").volts() == Approx(3.3).epsilon(0.02));
  b.quantity("4").set(0);
  CHECK(b.net("y").volts() == Approx(0).margin(1e-6));
}
