#include "peripherals/parts/stepper_motor.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"
#include "peripherals/parts/step_driver.hpp"
#include "peripherals/parts/uln2003.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct StepBench : Bench {
  explicit StepBench(const char* type) {
    for (const char* n : {"STEP", "ENABLE", "m1", "m2", "m3"}) drive(n, 0);
    for (const char* n : {"DIR", "RESET", "SLEEP"}) drive(n, 3.3);
    Wires wires{{"STEP", "STEP"}, {"DIR", "DIR"}, {"ENABLE", "ENABLE"}, {"RESET", "RESET"}, {"SLEEP", "SLEEP"}};
    const bool drv = std::string{type} == "drv8825";
    const Wires modes =
        drv ? Wires{{"M0", "m1"}, {"M1", "m2"}, {"M2", "m3"}} : Wires{{"MS1", "m1"}, {"MS2", "m2"}, {"MS3", "m3"}};
    wires.insert(wires.end(), modes.begin(), modes.end());
    for (const auto& [terminal, net] : drv ? Wires{{"A1", "a1"}, {"A2", "a2"}, {"B1", "b1"}, {"B2", "b2"}}
                                           : Wires{{"1A", "a1"}, {"1B", "a2"}, {"2A", "b1"}, {"2B", "b2"}})
      wires.emplace_back(terminal, net);
    add<StepDriver>(type, "driver", wires);
    motor = &add<StepperMotor>("stepper_motor", "motor", {{"A1", "a1"}, {"A2", "a2"}, {"B1", "b1"}, {"B2", "b2"}});
    run(10ms);
  }
  void steps(int count, emulator::Duration each = 2ms) {
    while (count--) {
      drive("STEP", 3.3);
      run(each / 2);
      drive("STEP", 0);
      run(each / 2);
    }
  }
  double at() { return motor->readings()[1].value; }
  StepperMotor* motor;
};

}  // namespace

TEST_CASE("stepper: where a field points", "[parts]") {
  for (int i = -50; i < 200; ++i) {
    const double steps = i / 50.0, radians = steps * std::acos(-1) / 2;
    const double wanted = steps < 0 ? steps + 4 : steps;
    CHECK(field_direction(3 * std::cos(radians), 3 * std::sin(radians)) == Approx(wanted).margin(1e-9));
  }
}

TEST_CASE("A4988: full steps, directions, finer steps, home", "[parts]") {
  StepBench b{"a4988"};
  CHECK(b.at() == Approx(0.5));  // both windings alike
  b.steps(200);
  CHECK(b.at() == Approx(200.5));
  CHECK(b.motor->readings()[0].value == Approx(360.9));
  b.drive("DIR", 0);
  b.steps(3);
  CHECK(b.at() == Approx(197.5));
  b.drive("m1", 3.3);
  b.steps(1);
  CHECK(b.at() == Approx(197));  // half steps
  for (const char* n : {"m2", "m3"}) b.drive(n, 3.3);
  b.steps(1);
  CHECK(b.at() == Approx(197 - 1 / 16.0));
  StepBench other{"a4988"};
  other.load(b.save());
  for (StepBench* each : {&b, &other}) {
    for (const char* n : {"m1", "m2", "m3"}) each->drive(n, 0);
    each->steps(1);
    CHECK(each->at() == Approx(196.5));  // on to where full steps are
  }
  b.drive("ENABLE", 3.3);
  b.steps(1);  // the translator goes on without current
  CHECK(b.at() == Approx(196.5));
  b.drive("ENABLE", 0);
  b.run(10ms);
  CHECK(b.at() == Approx(195.5));
  CHECK(b.machine.circuit_findings.all().empty());
}

TEST_CASE("DRV8825: a turn of 1/32 steps", "[parts]") {
  StepBench b{"drv8825"};
  for (const char* n : {"m1", "m3"}) b.drive(n, 3.3);
  b.steps(64, 100us);
  b.run(10ms);
  CHECK(b.at() == Approx(2.5));
  b.drive("RESET", 0);
  b.steps(1);
  CHECK(b.machine.circuit_findings.all().size() == 1);
  b.drive("STEP", 3.3);
  b.run(1us);
  b.drive("STEP", 0);
  CHECK(b.machine.circuit_findings.all().size() == 2);
}

TEST_CASE("stepper: who hurries it too much loses steps", "[parts]") {
  StepBench b{"a4988"};
  b.steps(100, 1100us);
  CHECK(b.at() == Approx(100.5));
  b.steps(100, 400us);
  b.run(100ms);
  CHECK(b.at() < 190);
}

TEST_CASE("28BYJ-48: half steps by a ULN2003", "[parts]") {
  Bench b;
  b.drive("5V", 5, 0.05);
  Bench::Wires driver, coils{{"red", "5V"}};
  const char* const colours[] = {"blue", "pink", "yellow", "orange"};
  for (int i = 0; i < 4; ++i) {
    const std::string n = std::to_string(i + 1);
    b.drive("in" + n, 0);
    driver.emplace_back("IN" + n, "in" + n);
    driver.emplace_back("OUT" + n, colours[i]);
    coils.emplace_back(colours[i], colours[i]);
  }
  b.add<Uln2003>("uln2003", "driver", driver);
  auto& motor = b.add<Stepper28byj48>("28byj48", "motor", coils);
  constexpr unsigned half_steps[] = {1, 3, 2, 6, 4, 12, 8, 9};
  const auto go = [&](int count, int direction) {
    for (int i = 0; i < count; ++i) {
      for (int pin = 0; pin < 4; ++pin)
        b.drive("in" + std::to_string(pin + 1), half_steps[direction * i & 7] >> pin & 1 ? 3.3 : 0);
      b.run(2ms);
    }
  };
  go(64 * 8 + 1, 1);
  CHECK(motor.readings()[1].value == Approx(256));
  CHECK(motor.readings()[0].value == Approx(256 * 360 / (32 * 63.68395)));
  go(64 * 4 + 1, -1);
  CHECK(motor.readings()[1].value == Approx(128));
}
