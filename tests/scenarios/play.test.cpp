#include <catch2/catch.hpp>

#include "scenarios/play.hpp"

#include "toys.hpp"

using namespace scenarios;
using namespace scenarios::test;

TEST_CASE("play: buttons move pins, and what is expected is seen", "[scenarios]") {
  CHECK(verdict(R"([{"expect": {"pin": "toy:A3", "level": 1}},
                    {"press": "bell"},
                    {"expect": {"pin": "toy:A3", "level": 0}},
                    {"expect": {"pin": "toy:A3", "volts": {"below": 0.1}}},
                    {"release": "bell"},
                    {"expect": {"pin": "A3", "level": "high"}, "for": "1 s"}])") == "");
  CHECK(
      verdict(R"([{"press": "bell", "for": "5 ms"}, {"expect": {"pin": "toy:A3", "level": 0}}])") ==
      "d/t.scenario.json:2: steps[1]: at 0.005000000000 s: expected that toy:A3 is 0; it is 1 since 0.005000000000 s");
}

TEST_CASE("play: what is not to be", "[scenarios]") {
  CHECK(verdict(R"([{"expect": {"not": {"pin": "A3", "level": 0}}}, {"press": "bell"},
                    {"wait_for": {"not": {"pin": "A3", "level": 1}}, "within": "1 s"}])") == "");
  CHECK(verdict(R"([{"expect": {"not": {"pin": "A3", "level": 1}}}])") ==
        "d/t.scenario.json:2: steps[0]: at 0.000000000000 s: expected that not: A3 is 1; it is 1");
}

TEST_CASE("play: a condition that breaks while it is to hold fails", "[scenarios]") {
  CHECK(verdict(R"([{"parallel": [[{"expect": {"pin": "A3", "level": 1}, "for": "1 s"}],
                                  [{"wait": "300 ms"}, {"press": "bell"}]]}])") ==
        "d/t.scenario.json:2: steps[0].parallel[0][0]: at 0.300000000000 s: expected that A3 is 1; it is 0 since "
        "0.300000000000 s");
}

TEST_CASE("play: waiting ends with what is waited for, or with its time", "[scenarios]") {
  const Verdict good = play_steps(R"([{"parallel": [[{"wait": "300 ms"}, {"press": "bell"}],
                                  [{"wait_for": {"pin": "A3", "level": 0}, "within": "301 ms"}]]}])");
  CHECK(good.outcome == Verdict::Outcome::passed);
  CHECK(good.time == emulator::Time{std::chrono::milliseconds{300}});
  CHECK(verdict(R"([{"wait_for": {"pin": "A3", "level": 0}, "within": "2 s"}])") ==
        "d/t.scenario.json:2: steps[0]: at 2.000000000000 s: waited 2 s for A3 is 0; it is 1");
}

TEST_CASE("play: edges, pulses, frequency and duty are those of the net", "[scenarios]") {
  const std::string blink = R"({"repeat": 10, "steps": [{"press": "bell", "for": "3 ms"}, {"wait": "7 ms"}]})";
  CHECK(verdict("[" + blink + R"(, {"expect": {"pin": "A3", "frequency": 100}},
      {"expect": {"pin": "A3", "duty": 70}},
      {"expect": {"pin": "A3", "pulse": 0, "width": "3 ms"}},
      {"wait": "30 ms"},
      {"expect": {"pin": "A3", "frequency": 100}}])") ==
        "d/t.scenario.json:6: steps[5]: at 0.130000000000 s: expected that A3 has a frequency of 100 Hz; it is 1 since "
        "0.093000000000 s, without enough periods");
  CHECK(verdict(R"([{"parallel": [[)" + blink +
                R"(], [{"wait": "15 ms"}, {"wait_for": {"pin": "A3", "edges": 4}}]]}])") == "");
}

TEST_CASE("play: quantities follow a ramp, a sine and samples", "[scenarios]") {
  emulator::Machine* machine = nullptr;
  std::vector<std::pair<double, double>> seen;
  const auto scenario = read(R"("steps": [
      {"set": {"tilt.acceleration_x": 1}, "over": "100 ms", "every": "25 ms"},
      {"set": {"tilt.acceleration_x": {"sine": {"mean": 0, "amplitude": 2, "period": "40 ms"}}}, "for": "30 ms"},
      {"set": {"tilt.acceleration_x": {"csv": "x.csv"}}, "every": "5 ms"}])",
                             {{"d/x.csv", "t,g\n0,0.5\n0.01,0.75\n"}});
  const boards::Chips chips = boards::test::toy_chips();
  const Verdict verdict = scenarios::play(
      scenario.front(), Theatre{.chips = chips,
                                .firmware = [](const auto&, const auto&) { return Theatre::Firmware{}; },
                                .on_start =
                                    [&](boards::Assembly& circuit) {
                                      machine = &circuit.machine();
                                      machine->world.find("tilt.acceleration_x")->watch([&](double value) {
                                        seen.emplace_back(emulator::seconds(machine->now().time_since_epoch()), value);
                                      });
                                    }});
  CHECK(verdict.outcome == Verdict::Outcome::passed);
  const std::vector<std::pair<double, double>> wanted{{0, 0},     {0.025, 0.25}, {0.05, 0.5},  {0.075, 0.75},
                                                      {0.1, 1},   {0.1, 0},      {0.11, 2},    {0.12, 0},
                                                      {0.13, -2}, {0.13, 0.5},   {0.135, 0.5}, {0.14, 0.75}};
  REQUIRE(seen.size() == wanted.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    CHECK(seen[i].first == Approx(wanted[i].first));
    CHECK(seen[i].second == Approx(wanted[i].second).margin(1e-9));
  }
}

TEST_CASE("play: a machine is kept and brought back", "[scenarios]") {
  CHECK(verdict(R"([{"press": "bell"}, {"snapshot": "down"}, {"release": "bell"}, {"wait": "1 s"},
                    {"expect": {"pin": "A3", "level": 1}},
                    {"restore": "down"}, {"expect": {"pin": "A3", "level": 0}}, {"wait": "1 ms"}])") == "");
  CHECK(verdict(R"([{"restore": "none"}])").find("there is no snapshot \"none\" yet") != std::string::npos);
}

TEST_CASE("play: the limit of virtual time ends what would wait for ever", "[scenarios]") {
  const Verdict verdict = play(read(R"("limits": {"virtual": "3 s"},
      "steps": [{"wait_for": {"pin": "A3", "level": 0}}])")
                                   .front());
  CHECK(verdict.outcome == Verdict::Outcome::failed);
  CHECK(verdict.problems.front() ==
        "d/t.scenario.json:3: steps[0]: 3 s of virtual time were over\n"
        "  d/t.scenario.json:3: steps[0]: it waits for A3 is 0; it is 1\n"
        "  A3 has not changed");
}

TEST_CASE("play: firmware that is not there breaks it", "[scenarios]") {
  const boards::Chips chips = boards::test::toy_chips();
  const Verdict verdict =
      scenarios::play(read(R"("steps": [])").front(),
                      Theatre{.chips = chips, .firmware = [](const auto&, const auto&) -> Theatre::Firmware {
                                throw std::runtime_error("no firmware");
                              }});
  CHECK(verdict.outcome == Verdict::Outcome::broken);
  CHECK(verdict.problems == std::vector<std::string>{"no firmware"});
}

TEST_CASE("scenario: when its time is over it tells what it still waited for", "[scenarios]") {
  const auto scenario = read(R"("limits": {"virtual": "10 ms"}, "steps": [
    {"parallel": [[{"wait_for": {"pin": "A3", "level": 0}}], [{"repeat": 2, "steps": [{"wait_for": {"pin": "A2", "edges": 3}}]}]]}])");
  const Verdict verdict = play(scenario.front());
  REQUIRE(verdict.outcome == Verdict::Outcome::failed);
  CHECK_THAT(verdict.problems.front(), Catch::Contains("10 ms of virtual time were over") &&
                                           Catch::Contains("it waits for A3 is 0; it is 1") &&
                                           Catch::Contains("steps[0].parallel[1][0].steps[0]: it waits for") &&
                                           Catch::Contains("A3 has not changed"));
}
