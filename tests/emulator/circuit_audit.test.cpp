#include "emulator/circuit_audit.hpp"

#include <catch2/catch.hpp>

#include "emulator/analog/passive.hpp"
#include "emulator/machine.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

struct Wired {
  Machine machine{1};
  Net& net = machine.circuit.nets.net("n");
  Ratings ratings{-0.3, 3.6, 12};
  Terminal pin{"GPIO1"}, other{"other"};
  Wired() {
    pin.ratings = &ratings;
    pin.connect(net);
    other.connect(net);
  }
  std::string told(Duration after = 1ms) {
    machine.run_until(machine.now() + after);
    std::string all;
    for (const auto& f : machine.circuit_findings.all()) all += f.text + "\n";
    return all;
  }
};

}  // namespace

TEST_CASE("circuit audit: outputs against each other, once", "[findings]") {
  Wired w;
  for (unsigned i = 0; i < 3; ++i) {
    w.pin.drive(3.3, 100);
    w.other.drive(0, 50);
    w.machine.run_until(w.machine.now() + 1ms);
    w.other.release();
  }
  CHECK(w.told() ==
        "GPIO1 and other drive against each other: 3.3 V at one, 0 V at the other, and 22 mA between them\n");
  CHECK(w.machine.circuit_findings.all()[0].time == Time{1us});
}

TEST_CASE("circuit audit: what hands over within a microsecond is no fight, nor is a pull", "[findings]") {
  Wired w;
  w.pin.drive(3.3, 100);
  w.other.drive(0, 50);
  w.machine.run_until(Time{500ns});
  w.pin.release();
  CHECK(w.told().empty());
  w.pin.drive(3.3, 100);
  w.other.drive(0, 10'000);
  CHECK(w.told().empty());
}

TEST_CASE("circuit audit: too much voltage", "[findings]") {
  Wired w;
  w.other.drive(5, 2000);
  CHECK(w.told() == "5 V at GPIO1, which bears -0.3 V to 3.6 V\n");
}

TEST_CASE("circuit audit: too much current, through elements too", "[findings]") {
  Wired w;
  Terminal a{"a"}, b{"b"}, ground{"ground"};
  ground.rail = true;
  ground.connect(w.machine.circuit.nets.net("0"));
  ground.drive(0, 0.05);
  a.connect(w.net);
  b.connect(w.machine.circuit.nets.net("0"));
  analog::Resistor r{"r", a, b, 33};
  w.machine.analog.add(r);
  w.pin.drive(3.3, 100);
  CHECK(w.told() == "GPIO1 gives 24.8 mA, more than the 12 mA that it bears\n");
}
