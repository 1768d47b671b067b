#include "peripherals/parts/pir.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct PirBench : Bench {
  explicit PirBench(Attributes attributes = {}) { add<Part>("pir", "eye", {{"OUT", "O"}}, std::move(attributes)); }
  bool out() { return net("O").volts() > 1.6; }
  void move(double value) { quantity("motion").set(value); }
};

}  // namespace

TEST_CASE("PIR: high while something moves and for the hold time, then blind for a while", "[parts]") {
  PirBench b;
  CHECK_FALSE(b.out());
  b.move(1);
  CHECK(b.out());
  b.run(10s);
  b.move(0);
  b.run(2900ms);
  CHECK(b.out());
  b.run(200ms);
  CHECK_FALSE(b.out());
  b.move(1);
  CHECK_FALSE(b.out());
  b.run(2500ms);
  CHECK(b.out());
}

TEST_CASE("PIR: without retriggering the hold time counts from the first motion", "[parts]") {
  PirBench b{{{"retrigger", false}, {"hold", 1.0}, {"block", 0.5}}};
  b.move(1);
  b.run(1100ms);
  CHECK_FALSE(b.out());
  b.run(500ms);
  CHECK(b.out());
}

TEST_CASE("PIR: sees nothing while it warms up; snapshots", "[parts]") {
  PirBench b{{{"warm_up", 30.0}}}, other{{{"warm_up", 30.0}}};
  b.machine.power_on();
  b.move(1);
  b.run(29s);
  CHECK_FALSE(b.out());
  other.load(b.save());
  other.run(2s);
  CHECK(other.out());
}
