#include "peripherals/parts/servo.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct ServoBench : Bench {
  Servo& servo = add<Servo>("servo", "arm", {{"signal", "S"}});
  ServoBench() { drive("S", 0); }
  void pulses(unsigned count, emulator::Duration width, emulator::Duration period = 20ms) {
    while (count--) {
      drive("S", 3.3);
      run(width);
      drive("S", 0);
      run(period - width);
    }
  }
  std::string findings() {
    std::string all;
    for (const auto& f : machine.circuit_findings.all()) all += f.text + "\n";
    return all;
  }
};

}  // namespace

TEST_CASE("servo: turns at its speed to what the pulse's width says", "[parts]") {
  ServoBench b;
  CHECK(b.servo.angle() == 90);
  b.pulses(1, 500us);
  CHECK(b.servo.target() == 0);
  CHECK(b.servo.angle() == Approx(90 - 600 * 0.0195));
  b.pulses(10, 500us);
  CHECK(b.servo.angle() == Approx(0).margin(1e-9));
  b.pulses(20, 1833us);
  CHECK(b.servo.angle() == Approx(180 * 1.333 / 2));
  CHECK(b.servo.readings()[0].name == "angle");
  CHECK(b.findings().empty());
}

TEST_CASE("servo: without pulses it stays where it is", "[parts]") {
  Bench b;
  auto& servo = b.add<Servo>("servo", "arm", {{"signal", "S"}}, {{"seconds_per_60", 1.0}});
  b.drive("S", 3.3);
  b.run(2500us);
  b.drive("S", 0);
  b.run(5s);
  CHECK(servo.angle() == Approx(90 + 6));
  CHECK(servo.target() == servo.angle());
}

TEST_CASE("servo: pulses that it does not understand are told of, once", "[parts]") {
  ServoBench b;
  b.pulses(3, 2700us);
  CHECK(b.servo.target() == 180);
  CHECK(b.findings() == "arm gets a pulse of 2.7 ms, where 0.5 to 2.5 ms mean an angle\n");
  b.pulses(5, 1500us, 4ms);
  CHECK(b.findings().ends_with("arm gets 250 pulses a second, more than the 100 that it bears\n"));
  b.pulses(5, 100us, 1ms);  // spikes mean nothing
  CHECK(b.servo.target() == 90);
}

TEST_CASE("servo: a snapshot while it turns", "[parts]") {
  ServoBench first, second;
  first.pulses(2, 600us);
  second.load(first.save());
  first.run(150ms);
  second.run(150ms);
  CHECK(first.servo.angle() == second.servo.angle());
  CHECK(first.save() == second.save());
  CHECK_THROWS_WITH(first.add<Servo>("servo", "x", {}, {{"min_ms", 3.0}}),
                    "\"max_ms\" (2.5) must be above \"min_ms\" (3)");
}
