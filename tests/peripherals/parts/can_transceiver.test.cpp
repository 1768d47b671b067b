#include "peripherals/parts/can_transceiver.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/parts/bench.hpp"

using namespace parts;
using test::Bench;

namespace {

struct CanPair : Bench {
  explicit CanPair(bool ends = true) {
    drive("D1", 3.3);
    drive("D2", 3.3);
    for (const char* n : {"1", "2"}) {
      const std::string i = n;
      add<CanTransceiver>("sn65hvd230", "t" + i, {{"D", "D" + i}, {"R", "R" + i}, {"CANH", "H"}, {"CANL", "L"}});
      if (ends) add<Part>("resistor", "end" + i, {{"a", "H"}, {"b", "L"}}, {{"ohms", 120.0}});
    }
  }
  bool low(const std::string& name) { return net(name).volts() < 0.5; }
};

}  // namespace

TEST_CASE("CAN transceiver: a dominant bit is heard by all, a recessive one leaves the bus alone", "[parts]") {
  CanPair b;
  CHECK_FALSE(b.low("R1"));
  CHECK(b.net("H").volts() == Approx(2.3).margin(0.01));
  b.drive("D1", 0);
  CHECK(b.low("R1"));
  CHECK(b.low("R2"));
  CHECK(b.net("H").volts() - b.net("L").volts() == Approx(1.44).margin(0.02));
  b.drive("D2", 0);  // both
  CHECK(b.low("R1"));
  b.drive("D1", 3.3);
  CHECK(b.low("R1"));
  b.drive("D2", 3.3);
  CHECK_FALSE(b.low("R1"));
  CHECK_FALSE(b.low("R2"));
}

TEST_CASE("CAN transceiver: a wire that is broken, wires that touch", "[parts]") {
  CanPair b;
  b.drive("H", 2.3, 0.1);  // CANH held where the bus rests
  b.drive("L", 2.3, 0.1);
  b.drive("D1", 0);
  CHECK_FALSE(b.low("R2"));
}

TEST_CASE("CAN transceiver: a snapshot of a dominant bus", "[parts]") {
  CanPair a, b;
  a.drive("D1", 0);
  b.load(a.save());
  CHECK(b.low("R2"));
  b.drive("D1", 3.3);
  CHECK_FALSE(b.low("R2"));
}
