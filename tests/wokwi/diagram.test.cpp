#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <algorithm>

#include "peripherals/parts/part.hpp"
#include "tests/wokwi/toys.hpp"

using namespace wokwi;
using namespace wokwi::test;
using boards::Json;

TEST_CASE("wokwi diagram: a lamp behind a resistor becomes our circuit", "[wokwi]") {
  const auto p = project(R"({"id": "r1", "type": "wokwi-resistor", "attrs": {"value": "4.7k"}},
{"id": "led1", "type": "wokwi-led", "top": 5, "attrs": {"color": "limegreen"}})",
                         R"(["pico:GP5", "r1:1", "green", ["v0"]],
["r1:2", "led1:A", "", []],
["led1:C", "pico:GND.3", "black", []])");
  CHECK(p.circuit().json == Json::parse(R"({
    "boards": {"pico": "pico"},
    "parts": {"r1": {"type": "resistor", "ohms": 4700.0}, "led1": {"type": "led", "color": "green"}},
    "wires": [["pico:GP5", "r1:a", "green"], ["r1:b", "led1:anode"], ["led1:cathode", "pico:GND", "black"]]})"));
  CHECK(p.circuit().lines.at("parts.led1") == 5);
  CHECK(p.circuit().lines.at("wires[2]") == 9);
}

TEST_CASE("wokwi diagram: what meets in a breadboard, or at a pin of a module's supply, is one net", "[wokwi]") {
  const auto p = project(R"({"id": "bb", "type": "wokwi-breadboard-half"},
{"id": "b", "type": "wokwi-pushbutton", "attrs": {"bounce": "0"}},
{"id": "dht", "type": "wokwi-dht22"},
{"id": "gnd1", "type": "wokwi-gnd"})",
                         R"(["pico:GP5", "bb:3t.a", "", []],
["bb:3t.e", "b:1.l", "", []],
["b:2.r", "dht:GND", "", []],
["dht:GND", "bb:tn.1", "", []],
["bb:tn.7", "gnd1:GND", "", []],
["bb:4t.a", "dht:SDA", "", []],
["bb:4b.f", "pico:GP6", "", []])");
  CHECK(p.circuit().json["wires"] == Json::parse(R"([["pico:GP5", "b:a"], ["b:b", "dht:GND"], ["pico:GND", "b:b"]])"));
}

TEST_CASE("wokwi diagram: some parts are several of ours", "[wokwi]") {
  const auto p = project(R"({"id": "ntc", "type": "wokwi-ntc-temperature-sensor", "attrs": {"temperature": "30"}},
{"id": "ldr", "type": "wokwi-photoresistor-sensor", "attrs": {"threshold": "1.5"}},
{"id": "bar", "type": "wokwi-led-bar-graph"},
{"id": "pot", "type": "wokwi-potentiometer", "attrs": {"value": "1023"}})",
                         R"(["ntc:OUT", "pico:GP26", "", []],
["ldr:DO", "pico:GP2", "", []],
["ldr:VCC", "pico:3V3", "", []],
["ldr:GND", "pico:GND.1", "", []],
["bar:A7", "pico:GP7", "", []],
["bar:C7", "pico:GND.2", "", []],
["pot:SIG", "pico:GP27", "", []])");
  const Json& parts = p.circuit().json["parts"];
  CHECK(parts["ntc"] == Json::parse(R"({"type": "thermistor"})"));
  CHECK(parts["ntc_upper"]["ohms"] == 10'000);
  CHECK(parts["ldr"] == Json::parse(R"({"type": "photoresistor", "ohms": 50000.0, "gamma": 0.7})"));
  CHECK(parts["ldr_threshold"]["volts"] == 1.5);
  CHECK(parts["bar_7"]["type"] == "led");
  const auto wired = [&](const char* wire) {
    const Json& wires = p.circuit().json["wires"];
    return std::ranges::find(wires, Json::parse(wire)) != wires.end();
  };
  CHECK(wired(R"(["ldr_comparator:out", "pico:GP2"])"));
  CHECK(wired(R"(["pot:b", "pico:3V3"])"));  // Wokwi does not mind that it is not wired
  CHECK(wired(R"(["bar_7:anode", "pico:GP7"])"));
  CHECK(p.circuit().parts.at("ntc").knobs.at("temperature").initial == 30);
  CHECK(p.circuit().parts.at("pot").knobs.at("position").initial == 1);
  REQUIRE_FALSE(p.remarks().empty());
  CHECK(p.remarks()[0] == "d/diagram.json:4: ntc: its VCC is not wired; it is joined with pico:3V3");
}

TEST_CASE("wokwi diagram: every type's pins and attributes are those of the part on the shelf", "[wokwi]") {
  for (const PartType& type : part_types()) {
    if (type.ours.empty() || !parts::PartCatalogue::find(type.ours)) continue;
    INFO(type.wokwi);
    std::string connections;
    for (const auto& pin : type.pins)
      connections += fmt::format("{}[\"x:{}\", \"pico:GP3\", \"\", []]", connections.empty() ? "" : ",\n", pin.wokwi);
    CHECK(complaint([&] { project(fmt::format(R"({{"id": "x", "type": "{}"}})", type.wokwi), connections); }) ==
          "nothing");
  }
}

TEST_CASE("wokwi diagram: what we lack is told in one list, or left out", "[wokwi]") {
  const std::string parts = R"({"id": "tv", "type": "wokwi-tv"},
{"id": "t", "type": "wokwi-text", "attrs": {"text": "hi"}},
{"id": "la", "type": "wokwi-logic-analyzer"},
{"id": "c", "type": "chip-frobnicator"},
{"id": "tv2", "type": "wokwi-tv"})",
                    connections = R"(["tv:IN", "pico:GP1", "", []], ["la:D0", "pico:GP1", "", []])";
  CHECK(complaint([&] { project(parts, connections); }) ==
        "d/diagram.json:2: parts: not had here yet: wokwi-tv (line 4), chip-frobnicator (line 7), wokwi-tv (line 8); "
        "--leave-out goes on without");
  const auto p = project(parts, connections, {}, true);
  CHECK_FALSE(p.circuit().json.contains("parts"));
  CHECK(p.circuit().lacking.size() == 3);
}

TEST_CASE("wokwi diagram: a Pico W is lacking; where it is to be left out, a Pico stands for it", "[wokwi]") {
  const TextFiles files{
      {"d/diagram.json", R"({"parts": [{"id": "w", "type": "board-pi-pico-w"}], "connections": []})"}};
  if (boards::Library{}.names().size() && std::ranges::count(boards::Library{}.names(), "pico_w")) return;
  CHECK(complaint([&] { project("", "", files); }) ==
        "d/diagram.json:1: parts: not had here yet: board-pi-pico-w (line 1); --leave-out goes on without");
  const auto p = project("", "", files, true);
  CHECK(p.circuit().json["boards"]["w"] == "pico");
  CHECK(p.circuit().lacking == std::vector<std::string>{"board-pi-pico-w (line 1; a pico in its place)"});
}

TEST_CASE("wokwi diagram: without a board nothing is left out", "[wokwi]") {
  const TextFiles files{
      {"d/diagram.json", R"({"parts": [{"id": "a", "type": "wokwi-arduino-uno"}], "connections": []})"}};
  for (const bool leave_out : {false, true})
    CHECK(complaint([&] { project("", "", files, leave_out); }) ==
          "d/diagram.json:1: parts: not had here yet: wokwi-arduino-uno (line 1)");
  CHECK(complaint([&] {
          project("", "", {{"d/diagram.json", R"({"parts": []})"}});
        }) == "d/diagram.json:1: parts: there is no board among them");
}

TEST_CASE("wokwi diagram: mistakes are told all at once, at their lines", "[wokwi]") {
  CHECK(complaint([] {
          project(R"({"id": "r1", "type": "wokwi-resistor", "attrs": {"value": "lots"}},
{"id": "led1", "type": "wokwi-led"})",
                  R"(["pico:GP5", "r2:1", "green", []],
["pico:GP5", "led1:a", "green", []])");
        }) == R"(d/diagram.json:7: connections[0]: there is no part "r2"; did you mean r1?
d/diagram.json:8: connections[1]: led1 has no pin "a"; did you mean A or C?
d/diagram.json:4: parts[1].attrs.value: must be a number, not "lots")");
  CHECK(complaint([] {
          project("", R"(["pico:GP99", "pico:GP5", "", []])");
        }).starts_with("d/diagram.json:5: wires[0][0]: pico has no pin \"GP99\""));
  CHECK(complaint([] { project(R"({"id": "pico", "type": "wokwi-led"})", "\n[\"a\"]"); }) ==
        R"(d/diagram.json:4: parts[1].id: another part is "pico" already
d/diagram.json:7: connections[0]: must be a list that begins with two pins: ["led1:A", "pico:GP5", "green", []])");
}

TEST_CASE("wokwi diagram: comments are allowed", "[wokwi]") {
  const auto p = project("", "", {{"d/diagram.json", R"(// made by hand
{"parts": [/* the
board */ {"id": "pico", "type": "wokwi-pi-pico", "attrs": {"note": "// none"}}]})"}});
  CHECK(p.circuit().lines.at("boards") == 3);
}

TEST_CASE("wokwi diagram: a PIR's delay may be shorter than the module's trimmer goes", "[wokwi]") {
  const auto p = project(R"({"id": "pir1", "type": "wokwi-pir-motion-sensor", "attrs": {"delayTime": "0.05"}})", "");
  CHECK(p.circuit().json["parts"]["pir1"]["hold"] == 0.05);
}
