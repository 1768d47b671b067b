#include "peripherals/parts/dc_motor.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"
#include "peripherals/parts/motor_drivers.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct MotorBench : Bench {
  explicit MotorBench(Attributes attributes = {{"pulses_per_turn", 10.0}}) {
    for (const char* n : {"in1", "in2", "pwm"}) drive(n, 0);
    drive("stby", 3.3);
    driver = &add<Tb6612>("tb6612", "driver",
                          {{"AIN1", "in1"},
                           {"AIN2", "in2"},
                           {"PWMA", "pwm"},
                           {"STBY", "stby"},
                           {"AO1", "p"},
                           {"AO2", "m"},
                           {"VM", "nothing"}});
    motor = &add<DcMotor>("dc_motor", "motor", {{"plus", "p"}, {"minus", "m"}, {"A", "A"}, {"B", "B"}},
                          std::move(attributes));
  }
  void forwards() {
    drive("in1", 3.3);
    drive("pwm", 3.3);
  }
  double speed() { return motor->readings()[0].value; }
  double angle() { return motor->readings()[1].value; }
  bool high(const char* n) { return net(n).volts() > 1.6; }
  Tb6612* driver;
  DcMotor* motor;
};

// J w' = k i - B w with i = (6 V - k w) / (10 + 0.5 ohm of the bridge). B is what 60 mA turn at 200 rpm and 6 V, where
// k w is 5.4 V, so at full speed the motor is like 100 ohm; without the bridge w follows within 100 ms.
constexpr double full = 200 * 100.0 / 100.5;
constexpr double own = 0.9;  // k w of the voltage at full speed
constexpr double starting_tau = 0.1 / (1 - own * 0.5 / 10.5);
// Its current is followed in steps of a hundredth.
Approx near(double value) { return Approx(value).epsilon(1e-3); }

}  // namespace

TEST_CASE("DC motor: first-order speed, braking, coasting", "[parts]") {
  MotorBench b;
  b.forwards();
  b.run(100ms);
  CHECK(b.speed() == near(full * (1 - std::exp(-0.1 / starting_tau))));
  b.run(2s);
  CHECK(b.speed() == near(full));
  CHECK(b.angle() == near(full / 60 * 360 * (2.1 - starting_tau)));
  MotorBench other;
  other.load(b.save());
  for (MotorBench* each : {&b, &other}) {
    each->drive("in2", 3.3);  // short
    each->run(100ms);
    CHECK(each->speed() == near(full * std::exp(-1)));
  }
  b.drive("stby", 0);  // let go
  b.run(800ms);
  CHECK(b.speed() == near(full * std::exp(-2)));
  b.run(20s);
  CHECK(b.speed() == Approx(0).margin(1e-3));
}

TEST_CASE("DC motor: backwards, and PWM by its duty", "[parts]") {
  MotorBench b;
  b.drive("in2", 3.3);
  for (int i = 0; i < 1000; ++i) {
    b.drive("pwm", 3.3);
    b.run(250us);
    b.drive("pwm", 0);
    b.run(750us);
  }
  // While it is on, the bridge's 0.5 ohm take their part of what flows at that speed; in between it is shorted.
  const double on = 6 - 0.5 * (6 - own * 6 / 4) / 10.5;
  CHECK(b.speed() == Approx(-200 * on / 6 / 4).epsilon(0.005));
  CHECK(b.angle() < 0);
}

TEST_CASE("DC motor: the encoder counts what the shaft turns, and tells the direction", "[parts]") {
  MotorBench b;
  int quarters = 0;
  bool was_a = false, was_b = false;
  const auto count = [&](const emulator::Net&) {
    const bool a = b.high("A"), bb = b.high("B");
    if (a != was_a) quarters += a != bb ? 1 : -1;
    if (bb != was_b) quarters += a == bb ? 1 : -1;
    was_a = a, was_b = bb;
  };
  b.net("A").watchers.push_back(count);
  b.net("B").watchers.push_back(count);
  b.forwards();
  b.run(1s);
  CHECK(quarters == static_cast<int>(std::floor(b.angle() / 360 * 40)));
  CHECK(quarters > 100);
  b.drive("in1", 0);
  b.drive("in2", 3.3);
  b.run(3s);
  CHECK(b.angle() < 0);
  CHECK(quarters == static_cast<int>(std::floor(b.angle() / 360 * 40)));
}

TEST_CASE("L298N: outputs follow their inputs while they are enabled", "[parts]") {
  Bench b;
  for (const char* n : {"in1", "in2", "ena"}) b.drive(n, 0);
  b.drive("vs", 9, 0.1);
  b.add<L298n>(
      "l298n", "driver",
      {{"IN1", "in1"}, {"IN2", "in2"}, {"ENA", "ena"}, {"OUT1", "o1"}, {"OUT2", "o2"}, {"OUT3", "o3"}, {"VS", "vs"}});
  CHECK(b.net("o1").floating());
  CHECK(b.net("o3").volts() == Approx(0.7));  // enabled by its jumper
  b.drive("ena", 3.3);
  b.drive("in2", 3.3);
  CHECK(b.net("o1").volts() == Approx(0.7));
  CHECK(b.net("o2").volts() == Approx(8.3));
  b.drive("vs", 6, 0.1);
  CHECK(b.net("o2").volts() == Approx(5.3));
}
