#include "peripherals/parts/tilt_switch.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct Tilted : Bench {
  explicit Tilted(Attributes attributes) {
    add<TiltSwitch>("tilt_switch", "ball", {{"a", "pin"}, {"b", "gnd"}}, std::move(attributes));
    drive("pin", 3.3, 10e3);
    drive("gnd", 0, 1);
  }
  bool closed() { return net("pin").volts() < 1; }
};

}  // namespace

TEST_CASE("tilt switch: opens when it leans, closes when it stands again", "[parts]") {
  Tilted t{{{"bounce", 0.0}}};
  CHECK(t.closed());
  t.quantity("tilt").set(44);
  CHECK(t.closed());
  t.quantity("tilt").set(45);
  CHECK_FALSE(t.closed());
  t.quantity("tilt").set(42);
  CHECK_FALSE(t.closed());
  const auto saved = t.save();
  t.quantity("tilt").set(40);
  CHECK(t.closed());
  t.load(saved);
  CHECK_FALSE(t.closed());
  CHECK(t.save() == saved);
}

TEST_CASE("tilt switch: its balls rattle for 20 ms", "[parts]") {
  Tilted t{{}};
  int edges = 0;
  bool was = true;
  t.net("pin").watchers.push_back([&](const emulator::Net&) {
    edges += t.closed() != was;
    was = t.closed();
  });
  t.quantity("tilt").set(90);
  t.run(21ms);
  CHECK(edges > 3);
  CHECK_FALSE(t.closed());
  edges = 0;
  t.run(1s);
  CHECK(edges == 0);
}
