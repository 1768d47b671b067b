#include "emulator/supplies.hpp"

#include <catch2/catch.hpp>

#include "boards/assembly.hpp"
#include "toy_chip.hpp"

using namespace boards;
using namespace boards::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view fed_board = R"({
  "name": "fed", "title": "A toy", "chip": "toy", "variant": "small", "supply": 3.0,
  "pins": {"LED": "A0", "BUTTON": "A1"},
  "supplies": {"3V": 3.0, "5V": 5.0, "GND": 0},
  "currents": {"5V": {"most_milliamps": 500, "by": "a USB port", "own_milliamps": 20},
               "3V": {"most_milliamps": 100, "by": "its regulator", "from": "5V", "efficiency": 0.8}}
})";

struct Fed {
  explicit Fed(const std::string& rest) : circuit(read(rest), machine, toy_chips()) { machine.power_on(); }
  static CircuitDescription read(const std::string& rest) {
    Library library{toy_chips()};
    library.add(fed_board, "fed.json");
    return read_circuit(R"({"boards": {"toy": "fed"}, )" + rest + "}", "circuit.json", library, {}, toy_chips());
  }
  emulator::Supplies::Totals totals(const std::string& name) {
    for (auto& totals : circuit.supplies().totals())
      if (totals.name == name) return totals;
    FAIL("no supply " << name);
    return {};
  }
  double milliamps(const std::string& name) { return totals(name).milliamps; }
  void run(emulator::Duration d) { machine.run_until(machine.now() + d); }
  void pulse(emulator::Duration width) {
    machine.circuit.nets.find("A0")->terminals();
    emulator::Terminal& pin = *circuit.board("").chip().pin("A0");
    pin.drive(3, 50);
    run(width);
    pin.drive(0, 50);
    run(20ms - width);
  }
  std::vector<std::string> findings() {
    std::vector<std::string> all;
    for (const auto& finding : machine.circuit_findings.all()) all.push_back(finding.text);
    return all;
  }
  emulator::Machine machine{1};
  Assembly circuit;
};

}  // namespace

TEST_CASE("supplies: what parts take is added up by where they are wired", "[boards]") {
  Fed f{R"("parts": {"relay": {"type": "relay", "wires": {"IN": "LED", "VCC": "3V"}},
                     "echo": {"type": "hc_sr04"},
                     "r": {"type": "resistor", "ohms": 100, "wires": {"a": "3V", "b": "GND"}}})"};
  CHECK(f.milliamps("3V") == Approx(30));
  CHECK(f.milliamps("5V") == Approx(20 + 15 + 30 * 3 / 0.8 / 5));  // HC-SR04: not wired, so the nearest supply's
  f.circuit.board("").chip().pin("A0")->drive(3, 50);
  f.run(20ms);
  const auto three = f.totals("3V");
  CHECK(three.milliamps == Approx(30 + 71.4 * 3 / 5));  // at 3 V in place of 5
  REQUIRE(three.shares.size() == 2);
  CHECK(three.shares[0].name == "relay");
  CHECK(emulator::Supplies::names(three) == "relay 42.8 mA, r 30 mA");
  CHECK(f.findings().empty());
}

TEST_CASE("supplies: what pins give to circuits counts at the chip's", "[boards]") {
  Fed f{R"("parts": {"r": {"type": "resistor", "ohms": 950, "wires": {"a": "LED", "b": "GND"}}})"};
  f.circuit.board("").chip().pin("A0")->drive(3, 50);
  CHECK(f.milliamps("3V") == Approx(3));
  CHECK(emulator::Supplies::names(f.totals("3V")) == "pins of toy 3 mA");
  f.circuit.board("").chip().pin("A0")->drive(0, 50);
  CHECK(f.milliamps("3V") == Approx(0).margin(1e-6));
}

TEST_CASE("supplies: too much for a millisecond is told once, with names", "[boards]") {
  Fed f{R"("parts": {"arm": {"type": "servo", "volts": 3, "wires": {"signal": "LED"}},
                     "legs": {"type": "servo", "volts": 3, "wires": {"signal": "LED"}},
                     "head": {"type": "servo", "volts": 3, "wires": {"signal": "LED"}}})"};
  f.run(10ms);
  CHECK(f.milliamps("5V") == Approx(20 + 3 * 6));
  f.pulse(500us);
  CHECK(f.milliamps("5V") == Approx(20 + 3 * 226));
  REQUIRE(f.findings().size() == 1);
  CHECK(f.findings()[0] ==
        "5V gives 698 mA, more than the 500 mA of a USB port: arm 226 mA, legs 226 mA, head 226 mA, the board itself "
        "20 mA");
  CHECK(f.machine.circuit_findings.all()[0].time > emulator::Time{11ms});
  CHECK(f.machine.circuit_findings.all()[0].time < emulator::Time{15ms});
  for (int i = 0; i < 50; ++i) f.pulse(500us);
  CHECK(f.milliamps("5V") == Approx(20 + 3 * 6));  // they have arrived
  for (int i = 0; i < 5; ++i) f.pulse(2500us);
  CHECK(f.findings().size() == 1);
}

TEST_CASE("supplies: a servo under load is slower, takes more, and stalls", "[boards]") {
  Fed f{R"("parts": {"arm": {"type": "servo", "volts": 3, "wires": {"signal": "LED"}}})"};
  emulator::Quantity& torque = *f.machine.world.find("arm.torque");
  const auto angle = [&] { return f.circuit.part("arm").readings()[0].value; };
  torque.set(0.9);
  f.pulse(500us);
  CHECK(angle() == Approx(90 - 300 * 0.0195));  // half its speed
  CHECK(f.milliamps("5V") == Approx(20 + 6 + 220 + 430.0 / 2));
  torque.set(1.8);
  const double stuck = angle();
  for (int i = 0; i < 20; ++i) f.pulse(500us);
  CHECK(angle() == stuck);
  CHECK(f.milliamps("5V") == Approx(20 + 6 + 650));
  CHECK(f.findings().size() == 1);
  torque.set(0.9);
  for (int i = 0; i < 20; ++i) f.pulse(500us);
  CHECK(angle() == Approx(0).margin(1e-6));
  CHECK(f.milliamps("5V") == Approx(20 + 6 + 325));  // it holds
  f.run(200ms);
  CHECK(f.milliamps("5V") == Approx(20 + 6));  // and lets go
}

TEST_CASE("supplies: pixels take by colour and brightness", "[boards]") {
  Fed f{R"("parts": {"strip": {"type": "neopixel", "pixels": 4, "wires": {"DIN": "LED"}}})"};
  f.run(1ms);
  CHECK(f.milliamps("5V") == Approx(20 + 4));
  emulator::Terminal& pin = *f.circuit.board("").chip().pin("A0");
  const auto send = [&](std::vector<unsigned> bytes) {
    for (const unsigned byte : bytes)
      for (unsigned i = 8; i--;) {
        pin.drive(3, 50);
        f.run(byte >> i & 1 ? 800ns : 400ns);
        pin.drive(0, 50);
        f.run(byte >> i & 1 ? 450ns : 850ns);
      }
    f.run(60us);
  };
  pin.drive(0, 50);
  f.run(60us);
  send({255, 255, 255, 0, 51, 0});
  CHECK(f.milliamps("5V") == Approx(20 + 4 + 60 + 4));
}

TEST_CASE("supplies: motors take more at a standstill, from their driver's supply", "[boards]") {
  Fed f{
      R"("parts": {"driver": {"type": "tb6612", "volts": 3, "wires": {"VM": "5V", "STBY": "3V", "PWMA": "3V", "AIN1": "LED", "AIN2": "GND"}},
                     "motor": {"type": "dc_motor", "wires": {"plus": "driver:AO1", "minus": "driver:AO2"}}})"};
  f.run(1ms);
  CHECK(f.milliamps("5V") == Approx(20).margin(0.1));
  f.circuit.board("").chip().pin("A0")->drive(3, 50);
  f.run(10us);
  CHECK(f.milliamps("5V") == Approx(20 + 5 / 10.5 * 1000).epsilon(0.02));
  f.run(2s);
  CHECK(f.milliamps("5V") == Approx(20 + 5 / 100.5 * 1000).epsilon(0.05));
  CHECK(f.circuit.part("motor").readings()[0].value == Approx(200 * 5 / 6.0).epsilon(0.02));
}

TEST_CASE("supplies: a battery gives what is wired to it, a board's supply nothing", "[boards]") {
  Fed f{
      R"("parts": {"cells": {"type": "battery", "volts": 6, "ohms": 0.1, "max_milliamps": 100, "wires": {"minus": "GND"}},
                     "arm": {"type": "servo", "volts": 3, "wires": {"signal": "LED", "VCC": "cells:plus"}}})"};
  f.pulse(500us);
  CHECK(f.milliamps("5V") == Approx(20));
  REQUIRE(f.findings().size() == 1);
  CHECK_THAT(f.findings()[0], Catch::StartsWith("cells gives 27"));
}

TEST_CASE("supplies: a snapshot knows what is taken, and what was told", "[boards]") {
  const std::string parts = R"("parts": {"arm": {"type": "servo", "volts": 3, "wires": {"signal": "LED"}},
    "screen": {"type": "st7789"}})";
  Fed a{parts}, b{parts};
  a.pulse(500us);
  emulator::State saved;
  a.machine.serialize(saved);
  emulator::State loaded{saved.data()};
  b.machine.serialize(loaded);
  CHECK(b.milliamps("5V") == Approx(a.milliamps("5V")));
  CHECK(b.milliamps("3V") == Approx(65).epsilon(0.1));
  for (Fed* each : {&a, &b}) each->run(1s);
  CHECK(b.milliamps("5V") == Approx(a.milliamps("5V")));
}

TEST_CASE("supplies: mistakes in what a board says of them", "[boards]") {
  const auto complaint = [](const std::string& currents) {
    std::string json{fed_board};
    const auto from = json.find("\"currents\"");
    json.replace(from, json.rfind('}') - from, "\"currents\": " + currents);
    try {
      Library library{toy_chips()};
      library.add(json, "fed.json");
      library.describe("fed");
    } catch (const BoardError& error) { return std::string{error.what()}; }
    return std::string{"nothing"};
  };
  CHECK_THAT(complaint(R"({"9V": {}})"), Catch::Contains("there is no supply \"9V\""));
  CHECK_THAT(complaint(R"({"3V": {"from": "3V"}})"), Catch::Contains("is no other supply of the board"));
  CHECK_THAT(complaint(R"({"3V": {"most_milliamp": 3}})"), Catch::Contains("most_milliamps"));
}
