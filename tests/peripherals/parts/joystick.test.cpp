#include "peripherals/parts/joystick.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct StickBench : Bench {
  StickBench() {
    drive("V", 3.3, 0.1);
    drive("G", 0, 0.1);
    drive("S", 3.3, 50e3);
    add<Part>("joystick", "stick", {{"VCC", "V"}, {"GND", "G"}, {"VRX", "X"}, {"VRY", "Y"}, {"SW", "S"}});
  }
};

}  // namespace

TEST_CASE("joystick: two wipers and a button", "[parts]") {
  StickBench b;
  CHECK(b.net("X").volts() == Approx(1.65).margin(1e-3));
  b.quantity("x").set(-1);
  b.quantity("y").set(0.5);
  CHECK(b.net("X").volts() == Approx(0).margin(1e-3));
  CHECK(b.net("Y").volts() == Approx(3.3 * 0.75).margin(1e-3));
  CHECK(b.net("S").volts() == Approx(3.3));
  b.quantity("stick").set(1);
  CHECK(b.net("S").volts() == Approx(0).margin(1e-3));
  StickBench other;
  other.load(b.save());
  CHECK(other.net("Y").volts() == b.net("Y").volts());
  CHECK(other.net("S").volts() == b.net("S").volts());
}
