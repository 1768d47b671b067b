#include <catch2/catch.hpp>

#include "tests/wokwi/toys.hpp"

using namespace wokwi;
using namespace wokwi::test;
using boards::Json;

namespace {

const std::string diagram_parts = R"({"id": "r1", "type": "wokwi-resistor"},
{"id": "led1", "type": "wokwi-led"},
{"id": "btn 1", "type": "wokwi-pushbutton"},
{"id": "dht", "type": "wokwi-dht22", "attrs": {"humidity": "45.5"}})",
                  connections = R"(["pico:GP5", "r1:1", "", []], ["r1:2", "led1:A", "", []],
["led1:C", "pico:GND.1", "", []], ["btn 1:1.l", "pico:GP6", "", []], ["dht:SDA", "pico:GP7", "", []])";

ScenarioText steps(const std::string& yaml) {
  return project(diagram_parts, connections, {{"d/t.test.yaml", "name: t\nversion: 1\nsteps:\n" + yaml}})
      .read("d/t.test.yaml");
}

std::string mistake(const std::string& yaml) {
  return complaint([&] { steps(yaml); });
}

}  // namespace

TEST_CASE("wokwi scenario: each command is a step of ours", "[wokwi]") {
  const auto text = steps(R"(  - wait-serial: 'ready'
  - name: push it
    set-control:
      part-id: btn 1
      control: pressed
      value: 1
  - delay: 0.5S
  - set-control: {part-id: dht, name: temperature, value: -3.5}
  - write-serial: "go\n"
  - write-serial: [3, 255]
  - expect-pin: {part-id: led1, pin: A, value: 1}
  - expect-pin: {part-id: pico, name: GP25, value: 0}
  - wait-pin-change: {part-id: led1, pin: A}
  - wait-pin: {part-id: led1, pin: A, value: 0}
  - set-control: {part-id: btn 1, control: pressed, value: 2}
  - take-screenshot: {part-id: led1, save-to: a.png, compare-with: shots/a.png}
)");
  CHECK(text.steps == Json::parse(R"([
    {"wait_for": {"serial": "ready"}},
    {"set": {"btn_1": 1.0}, "note": "push it"},
    {"wait": "0.5 s"},
    {"set": {"dht.temperature": -3.5}},
    {"write": "go\n"},
    {"write": [3, 255]},
    {"expect": {"pin": "pico:GP5", "level": 1}},
    {"expect": {"pin": "pico:LED", "level": 0}},
    {"wait_for": {"pin": "pico:GP5", "edges": {"above": 0}}},
    {"wait_for": {"pin": "pico:GP5", "level": 0}},
    {"set": {"btn_1": 1.0}},
    {"expect": {"picture": "shots/a.png", "of": "led1"}}])"));
  CHECK(text.lines.at("steps[1]") == 5);
  CHECK(text.seconds == 0.5);
}

TEST_CASE("wokwi scenario: mistakes are told with their lines", "[wokwi]") {
  CHECK(mistake("  - delay: 500\n  - wait-serail: x\n") ==
        R"(d/t.test.yaml:4: steps[0].delay: must be a time with its unit, like 200ms, not "500"
d/t.test.yaml:5: steps[1]: there is no "wait-serail"; did you mean wait-serial or write-serial?)");
  CHECK(mistake("  - delay: 1s\n    wait-serial: x\n") ==
        "d/t.test.yaml:5: steps[0]: delay and wait-serial are two commands; Wokwi would do one of them only");
  CHECK(mistake("  - expect-pin: {part-id: led1, pin: A, expected: 1}\n") ==
        "d/t.test.yaml:4: steps[0].expect-pin: there is no \"expected\"; write value");
  CHECK(mistake("  - expect-pin: {part-id: led1, pin: A, value: true}\n") ==
        "d/t.test.yaml:4: steps[0].expect-pin: must be 0 or 1, not true");
  CHECK(mistake("  - set-control: {part-id: dht, control: temprature, value: 1}\n") ==
        R"(d/t.test.yaml:4: steps[0].set-control: dht has no control "temprature"; did you mean temperature?)");
  CHECK(mistake("  - set-control: {part-id: dth, control: temperature, value: 1}\n") ==
        R"(d/t.test.yaml:4: steps[0].set-control: there is no part "dth"; did you mean dht?)");
  CHECK(mistake("  - take-screenshot: {part-id: pico, compare-with: a.png}\n") ==
        "d/t.test.yaml:4: steps[0].take-screenshot: pico has no picture here");
  CHECK(mistake("  - touch: {part-id: led1, x: 1, y: 2}\n") ==
        "d/t.test.yaml:4: steps[0].touch: no part here can be touched yet");
  CHECK(mistake("  - [").starts_with("d/t.test.yaml:"));
  CHECK(steps("  - take-screenshot: {part-id: led1, save-to: a.png}\n").remarks.size() == 1);
}

TEST_CASE("wokwi scenario: a value beyond the part's range is told at its line", "[wokwi]") {
  const auto p = project(diagram_parts, connections, {{"d/t.test.yaml", R"(name: t
steps:
  - delay: 1s

  - set-control:
      part-id: dht
      control: temperature
      value: 900
)"}});
  CHECK(complaint([&] { p.scenarios("d/t.test.yaml"); }).starts_with("d/t.test.yaml:5: steps[1]"));
}

TEST_CASE("wokwi scenario: it is known by what it says", "[wokwi]") {
  CHECK(looks_like_scenario("name: x\nsteps:\n  - delay: 1s\n"));
  CHECK(looks_like_scenario("steps:\n- wait-serial: x"));
  CHECK_FALSE(looks_like_scenario("jobs:\n  build:\n    steps:\n      - uses: x\n"));
  CHECK_FALSE(looks_like_scenario("name: x\nsteps:\n  - script: y\n"));
}
