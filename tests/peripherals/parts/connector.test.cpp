#include <catch2/catch.hpp>

#include "peripherals/parts/connector.hpp"

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

TEST_CASE("connector: a pad is let go until somebody drives it", "[parts]") {
  Bench bench;
  bench.add<Connector>("connector", "edge", {{"P0", "P0.03"}, {"P1", "P0.02"}});
  CHECK(bench.net("P0.03").floating());
  bench.quantity("edge.P0.volts").set(1.25);
  CHECK(bench.net("P0.03").volts() == Approx(1.25));
  CHECK(bench.quantity("edge.P0.driven").value() == 1);
  CHECK(bench.net("P0.02").floating());
  bench.quantity("edge.P0.driven").set(0);
  CHECK(bench.net("P0.03").floating());
}

TEST_CASE("connector: a finger to ground wins against a weak pull-up", "[parts]") {
  Bench bench;
  bench.add<Part>("pull", "p0_pull_up", {{"pin", "P0"}}, {{"ohms", 10e6}, {"volts", 3.0}});
  bench.add<Connector>("connector", "edge", {{"P0", "P0"}});
  CHECK(bench.net("P0").volts() == Approx(3.0));
  bench.quantity("edge.P0.ohms").set(100e3);
  bench.quantity("edge.P0.volts").set(0);
  CHECK(bench.net("P0").volts() == Approx(3.0 * 100 / 10'100));
}
