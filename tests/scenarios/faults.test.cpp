#include "scenarios/faults.hpp"

#include <catch2/catch.hpp>

#include "toys.hpp"

using namespace scenarios;
using namespace scenarios::test;
using Catch::Contains;

namespace {

// A battery loads a capacitor through a resistor: 1 ms.
const std::string rc_circuit = R"({"boards": {"toy": "toy.json"},
  "parts": {"supply": {"type": "battery", "volts": 3, "ohms": 0, "wires": {"minus": "toy:GND"}},
            "r": {"type": "resistor", "ohms": 1000, "wires": {"a": "supply:plus"}},
            "c": {"type": "capacitor", "farads": 1e-6, "wires": {"plus": "r:b", "minus": "toy:GND"}}}})";

std::string rc_verdict(const std::string& steps) {
  const auto scenario = read_scenarios(
      "d/t.scenario.json",
      files_of({{"d/rc.json", rc_circuit}, {"d/t.scenario.json", R"({"circuit": "rc.json", "steps": )" + steps + "}"}}),
      boards::test::toy_chips());
  const Verdict verdict = play(scenario.front());
  return verdict.outcome == Verdict::Outcome::passed ? "" : verdict.problems.front();
}

}  // namespace

TEST_CASE("faults: a cut wire carries nothing until it is mended", "[scenarios]") {
  for (const std::string where : {"bell:pin", "bell"}) {
    INFO(where);
    CHECK(verdict(R"([{"cut": ")" + where + R"("}, {"press": "bell"},
                      {"expect": {"pin": "toy:A3", "level": 1}},
                      {"mend": ")" +
                  where + R"("},
                      {"expect": {"pin": "toy:A3", "level": 0}}])") == "");
  }
  CHECK(verdict(R"([{"press": "bell"},
                    {"parallel": [[{"cut": "bell", "for": "10 ms"}],
                                  [{"wait": "9 ms"}, {"expect": {"pin": "A3", "level": 1}},
                                   {"wait": "2 ms"}, {"expect": {"pin": "A3", "level": 0}}]]}])") == "");
}

TEST_CASE("faults: a leg is cut once, and mended in any order", "[scenarios]") {
  CHECK(verdict(R"([{"cut": "bell"}, {"cut": "bell:pin"}, {"press": "bell"}, {"mend": "bell"},
                    {"expect": {"pin": "A3", "level": 0}}, {"mend": "bell:pin"},
                    {"expect": {"pin": "A3", "level": 0}}])") == "");
}

TEST_CASE("faults: a stuck net stays where it is", "[scenarios]") {
  CHECK(verdict(R"([{"stick": "A3", "level": 1}, {"press": "bell"}, {"expect": {"pin": "A3", "level": 1}},
                    {"mend": "A3"}, {"expect": {"pin": "A3", "level": 0}}, {"release": "bell"},
                    {"stick": "toy:A3", "level": 0}, {"expect": {"pin": "A3", "level": 0}}])") == "");
}

TEST_CASE("faults: a bridge joins two nets", "[scenarios]") {
  CHECK(verdict(R"([{"bridge": ["A3", "SCL"]}, {"press": "bell"}, {"expect": {"pin": "SCL", "level": 0}},
                    {"mend": "SCL"}, {"expect": {"pin": "SCL", "floating": true}}])") == "");
}

TEST_CASE("faults: what capacitors hold outlives other wires", "[scenarios]") {
  CHECK(rc_verdict(R"([{"wait": "1 ms"}, {"cut": "r:b"}, {"wait": "1 s"},
                       {"expect": {"pin": "c:plus", "volts": {"about": 1.8964, "plus_minus": 0.001}}},
                       {"mend": "r:b"}, {"wait": "10 ms"},
                       {"expect": {"pin": "c:plus", "volts": {"about": 3, "plus_minus": 0.001}}}])") == "");
  CHECK(rc_verdict(R"([{"wait": "10 ms"}, {"bridge": ["r:b", "GND"], "for": "1 ms"},
                       {"expect": {"pin": "c:plus", "volts": {"below": 0.1}}}])") == "");
}

TEST_CASE("faults: a snapshot has the wires of its time", "[scenarios]") {
  CHECK(verdict(R"([{"cut": "bell"}, {"press": "bell"}, {"snapshot": "cut"}, {"mend": "bell"},
                    {"expect": {"pin": "A3", "level": 0}}, {"snapshot": "whole"},
                    {"restore": "cut"}, {"expect": {"pin": "A3", "level": 1}},
                    {"restore": "whole"}, {"expect": {"pin": "A3", "level": 0}}])") == "");
}

TEST_CASE("faults: what is not there cannot break", "[scenarios]") {
  CHECK_THAT(complaint(R"("steps": [{"cut": "bel"}])"), Contains("no part \"bel\"; did you mean bell?"));
  CHECK_THAT(complaint(R"("steps": [{"cut": "bell:nip"}])"), Contains("bell has no terminal nip; it has pin"));
  CHECK_THAT(complaint(R"("steps": [{"silence": "bell"}])"), Contains("bell is on no I2C bus"));
  CHECK_THAT(complaint(R"("steps": [{"bridge": ["A3", "toy:A3"]}])"), Contains("are one net already"));
  CHECK_THAT(complaint(R"("steps": [{"bridge": "A3"}])"), Contains("must be two nets"));
  CHECK_THAT(complaint(R"("steps": [{"stick": "A9", "level": 0}])"), Contains("no pin or net \"A9\""));
  CHECK(verdict(R"([{"mend": "bell"}])").find("nothing is broken at bell") != std::string::npos);
}
