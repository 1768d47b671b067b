#include <catch2/catch.hpp>

#include "toys.hpp"

using namespace scenarios;
using namespace scenarios::test;
using Catch::Contains;

TEST_CASE("scenario conditions: what a supply gives", "[scenarios]") {
  const std::string circuit = R"({"boards": {"toy": "toy.json"},
    "parts": {"r": {"type": "resistor", "ohms": 300, "wires": {"a": "toy:3V", "b": "toy:GND"}}}})";
  const auto verdict_of = [&](const std::string& steps) {
    const auto scenario = read_scenarios(
        "d/t.scenario.json",
        files_of({{"d/r.json", circuit}, {"d/t.scenario.json", R"({"circuit": "r.json", "steps": )" + steps + "}"}}),
        boards::test::toy_chips());
    const Verdict verdict = play(scenario.front());
    return verdict.outcome == Verdict::Outcome::passed ? "" : verdict.problems.front();
  };
  CHECK(verdict_of(R"([{"expect": {"supply": "3V", "milliamps": [9, 11]}}])") == "");
  CHECK(verdict_of(R"([{"expect": {"supply": "toy:3V", "milliamps": {"below": "0.1 A"}}}])") == "");
  CHECK_THAT(verdict_of(R"([{"expect": {"supply": "3V", "milliamps": {"above": 20}}}])"),
             Contains("expected that 3V gives at least 20 mA; it gives 10") && Contains(": r 10 mA"));
  CHECK_THAT(complaint(R"("steps": [{"expect": {"supply": "3W", "milliamps": 1}}])"),
             Contains("there is no supply \"3W\"") && Contains("3V"));
  CHECK_THAT(complaint(R"("steps": [{"expect": {"supply": "3V"}}])"), Contains("milliamps: is missing"));
  CHECK_THAT(complaint(R"("steps": [{"expect": {"supply": "3V", "milliamps": "5 V"}}])"), Contains("mA"));
}

TEST_CASE("faults: a clock drifts", "[scenarios]") {
  const std::string circuit = R"({"boards": {"toy": "toy.json"},
    "parts": {"clock": {"type": "ds3231", "time": "2025-01-01 00:00:00", "wires": {"SCL": "SCL", "SDA": "SDA", "SQW": "toy:A2"}},
              "up": {"type": "pull", "wires": {"pin": "toy:A2"}}}})";
  const auto problems = [&](const std::string& steps) -> std::string {
    try {
      const auto scenario = read_scenarios(
          "d/t.scenario.json",
          files_of({{"d/r.json", circuit}, {"d/t.scenario.json", R"({"circuit": "r.json", "steps": )" + steps + "}"}}),
          boards::test::toy_chips());
      const Verdict verdict = play(scenario.front());
      return verdict.outcome == Verdict::Outcome::passed ? "" : verdict.problems.front();
    } catch (const boards::BoardError& error) { return error.what(); }
  };
  CHECK(problems(R"([{"drift": "clock", "ppm": 100}, {"wait": "2 s"}, {"mend": "clock"}])") == "");
  CHECK_THAT(problems(R"([{"drift": "clock"}])"), Contains("ppm: is missing"));
  CHECK_THAT(problems(R"([{"drift": "clock", "ppm": 1e9}])"), Contains("ppm"));
  CHECK_THAT(problems(R"([{"drift": "up", "ppm": 5}])"), Contains("up has no clock that could drift"));
  CHECK_THAT(problems(R"([{"drift": "clok", "ppm": 5}])"), Contains("clock"));
}
