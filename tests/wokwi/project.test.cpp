#include <catch2/catch.hpp>

#include "peripherals/parts/part.hpp"
#include "tests/wokwi/toys.hpp"
#include "wokwi/config.hpp"
#include "wokwi/imports.hpp"

using namespace wokwi;
using namespace wokwi::test;
using boards::Json;

namespace {
const std::string yaml = "name: the lamp\nversion: 1\nsteps:\n  - wait-serial: ready\n";

Json scenario(TextFiles texts, const std::string& file = "d/t.test.yaml", const std::string& folder = "d") {
  texts.try_emplace(file, yaml);
  const auto p = project("", "", texts);
  return Json::parse(p.scenario_file(file, folder));
}
}  // namespace

TEST_CASE("wokwi project: main.py runs on MicroPython, with the files it needs", "[wokwi]") {
  const Json json = scenario({{"d/main.py", "import time, font\nfrom lib.net import wifi\nopen('names.txt')"},
                              {"d/font.py", "import glyphs"},
                              {"d/lib/glyphs.py", ""},
                              {"d/lib/net/__init__.py", "from . import util"},
                              {"d/lib/net/wifi.py", ""},
                              {"d/names.txt", "a"},
                              {"d/other.py", ""}});
  CHECK(json["name"] == "the lamp");
  CHECK(json["circuit"] == "circuit.json");
  CHECK(json["firmware"] == "micropython");
  CHECK(json["script"] == "./main.py");
  CHECK(json["files"] == Json::parse(R"({"font.py": "./font.py", "lib/glyphs.py": "lib/glyphs.py",
    "lib/net/__init__.py": "lib/net/__init__.py", "lib/net/wifi.py": "lib/net/wifi.py", "names.txt": "./names.txt"})"));
  CHECK(json["may_raise"] == true);
}

TEST_CASE("wokwi project: the diagram's values are there when the power comes", "[wokwi]") {
  const auto p = project(R"({"id": "dht", "type": "wokwi-dht22", "attrs": {"humidity": "45.5"}},
{"id": "sonar", "type": "wokwi-hc-sr04"})",
                         "", {{"d/t.yaml", yaml}});
  const Json json = Json::parse(p.scenario_file("d/t.yaml", "d"));
  CHECK(json["world"]["dht.humidity"] == 45.5);
  CHECK(json["world"]["dht.temperature"] == 24);
  if (parts::PartCatalogue::find("hc_sr04")) CHECK(json["world"]["sonar.distance"] == 4);
}

TEST_CASE("wokwi project: a scenario may lie in a folder below", "[wokwi]") {
  const Json json = scenario({}, "d/tests/t.yaml", "d/out");
  CHECK(json["script"] == "../main.py");
  const auto p = project("", "", {{"d/tests/t.yaml", yaml}});
  const auto played = p.scenarios("d/tests/t.yaml");
  REQUIRE(played.size() == 1);
  CHECK(played[0].name == "the lamp");
  CHECK(played[0].scripts.at(0).text == "print('ready')");
  CHECK(played[0].steps.at(0)->place == "d/tests/t.yaml:4: steps[0]");
  CHECK(project_of("d/tests/t.yaml", files_of({{"d/diagram.json", ""}})) == "d");
  CHECK(project_of("t.yaml", files_of({{"d/diagram.json", ""}})).empty());
}

TEST_CASE("wokwi project: wokwi.toml names the firmware", "[wokwi]") {
  const std::string toml = "[wokwi]\nversion = 1\nfirmware = 'build/blink.uf2'\nelf = 'build/blink.elf'\n";
  SECTION("a program of one's own speaks by the pins that the serial monitor is wired to") {
    const auto p =
        project("", R"(["pico:GP0", "$serialMonitor:RX", "", []], ["$serialMonitor:TX", "pico:GP1", "", []])",
                {{"d/wokwi.toml", toml}, {"d/build/blink.uf2", "UF2 blink"}, {"d/t.yaml", yaml}});
    CHECK(p.script().empty());
    CHECK(p.circuit().json["boards"]["pico"] == Json::parse(R"({"type": "pico",
      "parts": {"monitor": {"type": "usb_serial", "wires": {"RX": "GP0", "TX": "GP1"}}}, "consoles": ["monitor"]})"));
    CHECK(p.scenarios("d/t.yaml").at(0).firmware.at("pico") == "d/build/blink.uf2");
    REQUIRE(p.remarks().size() == 1);
    CHECK(p.remarks()[0] == "d/wokwi.toml:3: build/blink.uf2 is no interpreter, so main.py is not run");
  }
  SECTION("the ELF will do") {
    CHECK(scenario({{"d/wokwi.toml", toml}, {"d/build/blink.elf", "ELF"}})["firmware"] == "build/blink.elf");
  }
  SECTION("an interpreter runs main.py") {
    const Json json = scenario({{"d/wokwi.toml", toml}, {"d/build/blink.uf2", "..MicroPython.."}});
    CHECK(json["firmware"] == "build/blink.uf2");
    CHECK(json["script"] == "./main.py");
  }
  SECTION("one that is not there is an interpreter of the store, if there is a main.py") {
    CHECK(scenario({{"d/wokwi.toml", toml}})["firmware"] == "micropython");
    const TextFiles files{{"d/diagram.json", diagram("", "")}, {"d/wokwi.toml", toml}};
    CHECK(complaint([&] { Project("d", files_of(files), boards::built_in_chips()); }) ==
          "d/wokwi.toml:3: wokwi.firmware: there is no file d/build/blink.uf2; build the project first");
  }
}

TEST_CASE("wokwi project: what cannot be run says so", "[wokwi]") {
  CHECK(complaint([] {
          Project("d", files_of({{"d/diagram.json", diagram("", "")}}), boards::built_in_chips());
        }) ==
        "d/diagram.json: there is nothing to run: no firmware in a wokwi.toml, no main.py, no code.py and no other "
        "program beside it");
  CHECK(complaint([] { read_config("[wokwi]\nfirmware = 3", "w.toml"); }) ==
        "w.toml:2: wokwi.firmware: must be a text");
  CHECK(complaint([] { read_config("[wokwi\n", "w.toml"); }).starts_with("w.toml:1: "));
  CHECK(complaint([] { read_config("[net]\n", "w.toml"); }) == "w.toml:1: there is no [wokwi] in it");
}

TEST_CASE("wokwi project: without a main.py the only program runs", "[wokwi]") {
  TextFiles texts{{"d/blink.py", "import leds"},
                  {"d/leds.py", ""},
                  {"d/boot.py", ""},
                  {"d/t.yaml", yaml},
                  {"d/diagram.json", diagram("", "")}};
  const Project p{"d", files_of(texts), boards::built_in_chips()};
  CHECK(p.script() == "blink.py");
  const Json json = Json::parse(p.scenario_file("d/t.yaml", "d"));
  CHECK(json["script"] == "./blink.py");
  CHECK(json["files"] == Json::parse(R"({"leds.py": "./leds.py"})"));
}

TEST_CASE("wokwi project: of several programs each scenario runs the one it is named like", "[wokwi]") {
  TextFiles texts{{"d/blink.py", ""},          {"d/fade.py", ""},      {"d/blink.test.yaml", yaml},
                  {"d/tests/fade.yaml", yaml}, {"d/other.yaml", yaml}, {"d/diagram.json", diagram("", "")}};
  const Project p{"d", files_of(texts), boards::built_in_chips()};
  CHECK(Json::parse(p.scenario_file("d/blink.test.yaml", "d"))["script"] == "./blink.py");
  CHECK(Json::parse(p.scenario_file("d/tests/fade.yaml", "d"))["script"] == "./fade.py");
  CHECK_THROWS_WITH(p.scenario_file("d/other.yaml", "d"),
                    "d/other.yaml: which program? There is no main.py, and no other.py is among the programs: "
                    "blink.py, fade.py");
}

TEST_CASE("wokwi project: several boards have a program each", "[wokwi]") {
  TextFiles texts{{"d/main.py", "print('a')"},
                  {"d/sender.py", "print('b')"},
                  {"d/t.yaml", yaml},
                  {"d/diagram.json", diagram(R"({"id": "sender", "type": "wokwi-pi-pico"})",
                                             R"(["pico:GP0", "sender:GP1", "green", []])")}};
  const Project p{"d", files_of(texts), boards::built_in_chips()};
  const Json json = Json::parse(p.scenario_file("d/t.yaml", "d"));
  CHECK_FALSE(json.contains("script"));
  CHECK(json["scripts"] == Json::parse(R"({"pico": "./main.py", "sender": "./sender.py"})"));
  CHECK(p.scenarios("d/t.yaml").at(0).scripts.size() == 2);
}

TEST_CASE("wokwi boards: pins by the names that ours have", "[wokwi]") {
  const auto pin = [](const char* board, const char* name) { return board_pin(*find_board_type(board), name); };
  CHECK(pin("wokwi-pi-pico", "GND.3") == "GND");
  CHECK(pin("board-pi-pico", "VSYS") == "VBUS");
  CHECK(pin("board-esp32-devkit-c-v4", "12") == "IO12");
  CHECK(pin("board-esp32-devkit-c-v4", "D2") == "");  // the flash's
  CHECK(pin("board-esp32-devkit-v1", "D2") == "IO2");
  CHECK(pin("wokwi-esp32-devkit-v1", "VIN") == "5V");
  CHECK(pin("wokwi-microbit", "P0") == "P0");
  CHECK(find_board_type("wokwi-arduino-uno") == nullptr);
}
