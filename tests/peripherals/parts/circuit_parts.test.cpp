// Parts that are elements of a circuit, one test each.
#include <catch2/catch.hpp>
#include <cmath>

#include "bench.hpp"
#include "peripherals/parts/led.hpp"
#include "peripherals/parts/rgb_led.hpp"

using namespace parts;
using namespace parts::test;

namespace {

// With supplies "3V3" and "GND".
struct CircuitBench : Bench {
  CircuitBench() {
    for (auto [terminal, net, volts] : {std::tuple{&high, "3V3", 3.3}, {&low, "GND", 0.0}}) {
      terminal->rail = true;
      terminal->connect(this->net(net));
      terminal->drive(volts, 0.05);
    }
  }
  double volts(const std::string& name) { return net(name).volts(); }
  std::string findings() {
    std::string all;
    for (const auto& f : machine.circuit_findings.all()) all += f.text + "\n";
    return all;
  }
  emulator::Terminal high{"3V3"}, low{"GND"};
};

}  // namespace

TEST_CASE("resistor: two of them divide", "[parts][circuit]") {
  CircuitBench b;
  b.add<Part>("resistor", "r1", {{"a", "3V3"}, {"b", "x"}}, {{"ohms", 1000.0}});
  b.add<Part>("resistor", "r2", {{"a", "x"}, {"b", "GND"}}, {{"ohms", 2000.0}});
  CHECK(b.volts("x") == Approx(2.2));
}

TEST_CASE("capacitor, inductor: they take their time", "[parts][circuit]") {
  CircuitBench b;
  b.add<Part>("resistor", "r1", {{"a", "3V3"}, {"b", "x"}}, {{"ohms", 10e3}});
  b.add<Part>("capacitor", "c1", {{"plus", "x"}, {"minus", "GND"}}, {{"farads", 100e-9}});
  b.add<Part>("resistor", "r2", {{"a", "3V3"}, {"b", "y"}}, {{"ohms", 100.0}});
  b.add<Part>("inductor", "l1", {{"a", "y"}, {"b", "GND"}}, {{"henries", 0.1}});
  b.run(1ms);
  CHECK(b.volts("x") == Approx(3.3 * (1 - std::exp(-1))).epsilon(1e-3));
  CHECK(b.volts("y") == Approx(3.3 * std::exp(-1)).epsilon(1e-3));
}

TEST_CASE("diode: lets current through one way", "[parts][circuit]") {
  CircuitBench b;
  b.add<Part>("diode", "d1", {{"anode", "3V3"}, {"cathode", "x"}});
  b.add<Part>("resistor", "r1", {{"a", "x"}, {"b", "GND"}}, {{"ohms", 260.0}});
  b.add<Part>("diode", "d2", {{"anode", "y"}, {"cathode", "3V3"}});
  b.add<Part>("resistor", "r2", {{"a", "y"}, {"b", "GND"}}, {{"ohms", 260.0}});
  CHECK(b.volts("x") == Approx(2.6).margin(0.02));
  CHECK(b.volts("y") == Approx(0).margin(1e-6));
}

TEST_CASE("led: current by its resistor, brightness as an eye averages it", "[parts][circuit]") {
  CircuitBench b;
  auto& led = b.add<Led>("led", "led1", {{"anode", "x"}, {"cathode", "GND"}}, {{"color", std::string{"red"}}});
  b.add<Part>("resistor", "r1", {{"a", "pin"}, {"b", "x"}}, {{"ohms", 150.0}});
  CHECK_FALSE(led.lamp().lit());
  b.drive("pin", 3.3);
  CHECK(led.lamp().milliamps() == Approx(6.8).margin(0.3));
  b.run(1s);
  CHECK(led.lamp().average_milliamps() == Approx(led.lamp().milliamps()));
  const double full = led.lamp().milliamps();
  for (unsigned i = 0; i < 1000; ++i) {  // a quarter of each millisecond
    b.drive("pin", 3.3);
    b.run(250us);
    b.drive("pin", 0);
    b.run(750us);
  }
  CHECK(led.lamp().average_milliamps() == Approx(full / 4).epsilon(0.02));
  CHECK(led.picture()->at(0, 0) == Approx(led.lamp().brightness()));
  CHECK(b.findings().empty());
}

TEST_CASE("led: one without a resistor is told of, once", "[parts][circuit]") {
  CircuitBench b;
  auto& led = b.add<Led>("led", "led1", {{"anode", "pin"}, {"cathode", "GND"}}, {{"color", std::string{"blue"}}});
  CHECK(led.lamp().milliamps() == 0);
  for (unsigned i = 0; i < 3; ++i) {
    b.drive("pin", 5, 50);
    b.run(10ms);
    b.drive("pin", 0);
    b.run(10ms);
  }
  CHECK(b.findings() ==
        "led1 has no resistor: 32.3 mA flow through it, and only what drives it limits them\n"
        "led1 takes 32.3 mA, more than the 20 mA that it bears\n");
}

TEST_CASE("led: an unknown colour is refused by name", "[parts][circuit]") {
  CircuitBench b;
  CHECK_THROWS_WITH(b.add<Part>("led", "x", {}, {{"color", std::string{"gren"}}}),
                    "\"color\" is \"gren\"; did you mean green?");
}

TEST_CASE("rgb_led: both ways of joining them", "[parts][circuit]") {
  for (const bool anode : {false, true}) {
    CircuitBench b;
    auto& led = b.add<RgbLed>("rgb_led", "led1", {{"red", "r"}, {"green", "g"}, {"common", anode ? "3V3" : "GND"}},
                              {{"common", std::string{anode ? "anode" : "cathode"}}});
    b.add<Part>("resistor", "r1", {{"a", "p"}, {"b", "r"}}, {{"ohms", 220.0}});
    b.drive("p", anode ? 0 : 3.3);
    CHECK(led.lamp(0).milliamps() > 3);
    CHECK_FALSE(led.lamp(1).lit());
    b.run(1s);
    CHECK(led.picture()->at(0, 0) > 0.5);
    CHECK(led.picture()->at(2, 0) == Approx(0).margin(1e-6));
  }
}

TEST_CASE("npn, pnp: switches", "[parts][circuit]") {
  CircuitBench b;
  b.add<Part>("npn", "q1", {{"collector", "x"}, {"base", "bn"}, {"emitter", "GND"}});
  b.add<Part>("resistor", "r1", {{"a", "3V3"}, {"b", "x"}}, {{"ohms", 330.0}});
  b.add<Part>("resistor", "r2", {{"a", "n"}, {"b", "bn"}}, {{"ohms", 1000.0}});
  b.add<Part>("pnp", "q2", {{"collector", "y"}, {"base", "bp"}, {"emitter", "3V3"}});
  b.add<Part>("resistor", "r3", {{"a", "y"}, {"b", "GND"}}, {{"ohms", 330.0}});
  b.add<Part>("resistor", "r4", {{"a", "p"}, {"b", "bp"}}, {{"ohms", 1000.0}});
  b.drive("n", 3.3);
  b.drive("p", 0);
  CHECK(b.volts("x") < 0.2);
  CHECK(b.volts("y") > 3.1);
  b.drive("n", 0);
  b.drive("p", 3.3);
  CHECK(b.volts("x") == Approx(3.3));
  CHECK(b.volts("y") == Approx(0).margin(1e-3));
}

TEST_CASE("nmos, pmos: switches with the resistance asked for", "[parts][circuit]") {
  CircuitBench b;
  b.add<Part>("nmos", "m1", {{"drain", "x"}, {"gate", "n"}, {"source", "GND"}},
              {{"on_ohms", 10.0}, {"gate_volts", 3.3}});
  b.add<Part>("resistor", "r1", {{"a", "3V3"}, {"b", "x"}}, {{"ohms", 10e3}});
  b.add<Part>("pmos", "m2", {{"drain", "y"}, {"gate", "p"}, {"source", "3V3"}},
              {{"on_ohms", 10.0}, {"gate_volts", 3.3}});
  b.add<Part>("resistor", "r2", {{"a", "y"}, {"b", "GND"}}, {{"ohms", 10e3}});
  b.drive("n", 3.3);
  b.drive("p", 0);
  CHECK(b.volts("x") == Approx(3.3 * 10 / 10010).epsilon(0.01));
  CHECK(3.3 - b.volts("y") == Approx(3.3 * 10 / 10010).epsilon(0.01));
  b.drive("n", 0);
  b.drive("p", 3.3);
  CHECK(b.volts("x") == Approx(3.3));
  CHECK(b.volts("y") == Approx(0).margin(1e-3));
}

TEST_CASE("switch: joins one or the other", "[parts][circuit]") {
  CircuitBench b;
  b.add<Part>("switch", "s1", {{"common", "x"}, {"a", "3V3"}, {"b", "GND"}});
  b.add<Part>("resistor", "r1", {{"a", "x"}, {"b", "GND"}}, {{"ohms", 10e3}});
  CHECK(b.volts("x") == Approx(3.3).epsilon(1e-3));
  b.quantity("s1").set(1);
  CHECK(b.volts("x") == Approx(0).margin(1e-3));
}

TEST_CASE("pushbutton: closes between two nets, and chatters", "[parts][circuit]") {
  CircuitBench b;
  b.add<Part>("pushbutton", "b1", {{"a", "3V3"}, {"b", "x"}}, {{"bounce", 5.0}});
  b.add<Part>("resistor", "r1", {{"a", "x"}, {"b", "GND"}}, {{"ohms", 10e3}});
  unsigned edges = 0;
  b.net("x").watchers.push_back([&](const emulator::Net&) { ++edges; });
  CHECK(b.volts("x") == Approx(0).margin(1e-6));
  b.quantity("b1").set(1);
  b.run(20ms);
  CHECK(b.volts("x") == Approx(3.3).epsilon(1e-3));
  CHECK(edges > 3);
}

TEST_CASE("potentiometer: its wiper follows the quantity", "[parts][circuit]") {
  CircuitBench b;
  b.add<Part>("potentiometer", "knob", {{"a", "GND"}, {"wiper", "x"}, {"b", "3V3"}});
  for (const double share : {0.5, 0.25, 0.8}) {
    b.quantity("knob").set(share);
    CHECK(b.volts("x") == Approx(3.3 * share));
  }
  b.quantity("knob").set(0);
  CHECK(b.volts("x") < 0.001);
}

TEST_CASE("photoresistor, thermistor: follow light and temperature", "[parts][circuit]") {
  CircuitBench b;
  b.add<Part>("photoresistor", "ldr", {{"a", "3V3"}, {"b", "x"}});
  b.add<Part>("resistor", "r1", {{"a", "x"}, {"b", "GND"}}, {{"ohms", 10e3}});
  b.add<Part>("thermistor", "ntc", {{"a", "3V3"}, {"b", "y"}});
  b.add<Part>("resistor", "r2", {{"a", "y"}, {"b", "GND"}}, {{"ohms", 10e3}});
  b.quantity("illuminance").set(10);
  CHECK(b.volts("x") == Approx(1.65));
  b.quantity("illuminance").set(100);
  CHECK(b.volts("x") == Approx(3.3 / (1 + std::pow(10, -0.7))));
  b.quantity("temperature").set(25);
  CHECK(b.volts("y") == Approx(1.65));
  b.quantity("temperature").set(50);
  CHECK(b.volts("y") == Approx(3.3 / (1 + std::exp(3950 * (1 / 323.15 - 1 / 298.15)))));
}

TEST_CASE("battery: behind its inner resistance, told of when asked for too much", "[parts][circuit]") {
  CircuitBench b;
  b.add<Part>("battery", "bat", {{"plus", "x"}, {"minus", "GND"}},
              {{"volts", 4.5}, {"ohms", 1.0}, {"max_milliamps", 100.0}});
  b.add<Part>("resistor", "r1", {{"a", "x"}, {"b", "GND"}}, {{"ohms", 100.0}});
  CHECK(b.volts("x") == Approx(4.5 * 100 / 101));
  CHECK(b.findings().empty());
  b.quantity("bat.volts").set(15);
  b.run(1ms);
  CHECK(b.findings() == "bat gives 149 mA, more than the 100 mA that it has\n");
}

TEST_CASE("op_amp: follows its input between its supplies", "[parts][circuit]") {
  CircuitBench b;
  b.add<Part>("op_amp", "u1", {{"plus", "i"}, {"minus", "o"}, {"out", "o"}, {"high", "3V3"}, {"low", "GND"}});
  b.drive("i", 1.2);
  b.run(1ms);
  CHECK(b.volts("o") == Approx(1.2).margin(1e-3));
  b.drive("i", 5);
  b.run(1ms);
  CHECK(b.volts("o") == Approx(3.3).margin(2e-3));
}

TEST_CASE("circuit parts: a snapshot keeps what they are set to", "[parts][circuit]") {
  const auto build = [](CircuitBench& b) {
    b.add<Part>("potentiometer", "knob", {{"a", "GND"}, {"wiper", "x"}, {"b", "3V3"}});
    b.add<Part>("capacitor", "c1", {{"plus", "x"}, {"minus", "GND"}}, {{"farads", 1e-6}});
    b.add<Part>("switch", "s1", {{"common", "y"}, {"a", "3V3"}, {"b", "GND"}});
    b.add<Part>("resistor", "r1", {{"a", "y"}, {"b", "GND"}});
  };
  CircuitBench first, second;
  build(first);
  build(second);
  first.run(1ms);
  first.quantity("knob").set(0.9);
  first.quantity("s1").set(1);
  first.run(1ms);
  second.load(first.save());
  CHECK(second.volts("x") == first.volts("x"));
  CHECK(second.volts("y") == Approx(0).margin(1e-3));
  first.run(1ms);
  second.run(1ms);
  CHECK(second.volts("x") == first.volts("x"));
  CHECK(first.save() == second.save());
}
