#include <catch2/catch.hpp>

#include "boards/circuit.hpp"

#include "boards/assembly.hpp"
#include "boards/json_lines.hpp"
#include "toy_chip.hpp"

using namespace boards;
using namespace boards::test;

namespace {

CircuitDescription read(std::string_view json, const std::function<std::string(const std::string&)>& files = {}) {
  Library library{toy_chips()};
  library.add(toy_board, "toy.json");
  return read_circuit(json, "bench/circuit.json", library, files, toy_chips());
}

std::string complaint(std::string_view json) {
  try {
    read(json);
  } catch (const BoardError& error) { return error.what(); }
  return "nothing";
}

struct Built {
  explicit Built(std::string_view json) : assembly(read(json), machine, toy_chips()) { machine.power_on(); }
  emulator::Machine machine{1};
  Assembly assembly;
};

}  // namespace

TEST_CASE("circuit file: lines are known by their paths", "[boards]") {
  const JsonLines lines{"{\n\"a\": 1,\n\"b\": [\n {\"c\\\"d\": \"}\"},\n {\"e\": [1, 2]}\n]}"};
  CHECK(lines.line("a") == 2);
  CHECK(lines.line("b[0].c\"d") == 4);
  CHECK(lines.line("b[1].e[1]") == 5);
  CHECK(lines.line("b[1].nothing.here") == 5);
  CHECK(lines.line("other") == 1);
}

TEST_CASE("circuit file: parts are wired to a board's pins", "[boards]") {
  Built b{R"({"boards": {"toy": "toyboard"},
              "parts": {"bell": {"type": "button", "wires": {"pin": "toy:A3"}},
                        "knock": {"type": "pull", "ohms": 1000}},
              "wires": [["knock:pin", "bell:pin", "green"]],
              "pins": {"ring": "A3"}})"};
  emulator::Net& net = b.assembly.net("toy:A3");
  CHECK(&b.assembly.net("bell:pin") == &net);
  CHECK(&b.assembly.net("knock:pin") == &net);
  CHECK(&b.assembly.net("ring") == &net);
  CHECK(net.name() == "A3");          // the board's name for it
  CHECK(net.volts() == Approx(3.0));  // the pull's other end is the board's supply
  b.machine.world.find("bell")->set(1);
  CHECK(net.volts() < 0.1);
}

TEST_CASE("circuit file: wires may stand with the parts alone", "[boards]") {
  Built b{R"({"boards": {"toy": "toyboard"}, "parts": {"bell": {"type": "button", "wires": {"pin": "BUTTON"}}}})"};
  CHECK(&b.assembly.net("bell:pin") == &b.assembly.net("toy:A1"));
}

TEST_CASE("circuit file: a part's quantities are its own, a board's are the board's", "[boards]") {
  Built b{R"({"boards": {"toy": "toyboard"}, "parts": {"sensor": {"type": "mma8653"}}})"};
  CHECK(b.machine.world.find("sensor.acceleration_x"));
  CHECK(b.machine.world.find("acceleration_x"));
}

TEST_CASE("circuit file: nets with names join boards, which have their names before what is theirs", "[boards]") {
  Built b{R"({"boards": {"left": "toyboard", "right": {"type": "toyboard", "parts": {"accelerometer": null}}},
              "nets": {"data": ["left:A2", "right:A2"], "ground": ["left:GND", "right:GND"]}})"};
  emulator::Net& data = b.assembly.net("data");
  CHECK(&b.assembly.net("left:A2") == &data);
  CHECK(&b.assembly.net("right:A2") == &data);
  CHECK(b.assembly.net("left:GND").volts() == 0);
  CHECK(&b.assembly.net("left:GND") == &b.assembly.net("right:GND"));
  CHECK(b.machine.world.find("left.acceleration_x"));
  CHECK_FALSE(b.machine.world.find("right.acceleration_x"));
  CHECK(b.assembly.part("left:pull_up").name() == "pull_up");
  CHECK_THROWS_WITH(b.assembly.part("left:pull_upp"), Catch::Contains("did you mean left:pull_up"));
  CHECK_THROWS_WITH(b.assembly.net("left:A9"), Catch::Contains("A9"));
  CHECK(&b.assembly.console("left") == &b.assembly.console("left:usb"));
}

TEST_CASE("circuit file: a board file beside it can be named", "[boards]") {
  std::string asked;
  const auto circuit = read(R"({"boards": {"mine": "mine.json"}})", [&](const std::string& path) {
    asked = path;
    return std::string{R"({"name": "mine", "title": "Mine", "chip": "toy"})"};
  });
  CHECK(asked == "bench/mine.json");
  CHECK(circuit.boards.front().board.title == "Mine");
}

TEST_CASE("circuit file: every mistake is told at once, with line, path and near names", "[boards]") {
  CHECK(complaint(R"({
 "boards": {"toy": "toyboard", "second": "toyborad"},
 "parts": {
   "a b": {"type": "button"},
   "bell": {"type": "buton"},
   "knob": {"type": "button", "bouncy": true, "wires": {"pinn": "A1"}},
   "toy": {"type": "button"}
 },
 "wires": [
   ["toy:A0", "knob:pin"],
   ["toy:A00", "bel:pin"],
   ["toy:A0"],
   ["toy:A0", "toy:A0"]
 ],
 "whires": []
})") ==
        R"(bench/circuit.json:2: boards.second: there is no board "toyborad"; did you mean toyboard?
bench/circuit.json:4: parts.a b: a name has letters, digits, _ and -
bench/circuit.json:5: parts.bell.type: there is no part type "buton"; did you mean button?
bench/circuit.json:6: parts.knob: it has no attribute "bouncy"; did you mean bounce?
bench/circuit.json:7: parts.toy: something else is named "toy" already
bench/circuit.json:6: parts.knob.wires.pinn: knob has no pin "pinn"; did you mean pin?
bench/circuit.json:11: wires[1][0]: toy has no pin "A00"; did you mean A0?
bench/circuit.json:11: wires[1][1]: there is no board or part "bel"; did you mean bell?
bench/circuit.json:12: wires[2]: must be a list of two pins and perhaps a colour: ["pico:GP15", "led:anode", "green"]
bench/circuit.json:13: wires[3]: toy:A0 is joined with itself
bench/circuit.json:15: whires: there is no such key; did you mean wires?)");
  CHECK(complaint("{}") == "bench/circuit.json:1: boards: is missing: a circuit has one board at least");
  CHECK(complaint("[]") == "bench/circuit.json: a circuit file must be an object, not a list");
}

TEST_CASE("circuit file: an attribute may be a file's content", "[boards]") {
  std::string asked;
  const auto circuit = read(R"({"boards": {"toy": "toyboard"},
                                "parts": {"sd": {"type": "sd_card", "image": {"file": "card.img"}}}})",
                            [&](const std::string& path) {
                              asked = path;
                              return std::string(1024, '\1');
                            });
  CHECK(asked == "bench/card.img");
  CHECK(circuit.parts[0].attributes.text("image", "") == std::string(1024, '\1'));
}

TEST_CASE("circuit file: buses have a protocol, lines and settings", "[boards]") {
  const auto circuit = read(R"({"boards": {"toy": "toyboard"}, "nets": {"tx": ["A2"]}, "pins": {"rx": "A3"},
      "buses": {"sensors": {"i2c": {"scl": "toy:SCL", "sda": "SDA"}},
                "flash": {"spi": {"sck": "A0", "mosi": "A1", "cs": "A2"}, "mode": 3, "bits": 16, "lsb_first": true},
                "gps": {"uart": "tx", "baud": 9600, "bits": 7, "parity": "even"},
                "thermo": {"one_wire": "rx"},
                "strip": {"neopixel": "LED", "order": "GRBW"}}})");
  REQUIRE(circuit.buses.size() == 5);
  CHECK(circuit.buses[0].name == "sensors");
  CHECK(circuit.buses[0].lines == std::vector<std::string>{"toy:SCL", "SDA"});
  CHECK(name_of(circuit.buses[3].protocol) == "one_wire");
  CHECK(circuit.buses[1].lines == std::vector<std::string>{"A0", "A1", "", "A2"});
  CHECK(circuit.buses[1].spi ==
        emulator::decode::SpiOptions{.mode = 3, .bits = 16, .lsb_first = true, .miso = false, .cs = true});
  CHECK(circuit.buses[2].uart ==
        emulator::decode::UartOptions{.baud = 9600, .bits = 7, .parity = emulator::decode::UartOptions::Parity::even});
  CHECK(circuit.buses[4].neopixel.order == "GRBW");
}

TEST_CASE("circuit file: every mistake in buses is told", "[boards]") {
  CHECK(complaint(R"({"boards": {"toy": "toyboard"}, "buses": {
"a": {"i2c": {"scl": "SCL", "sdl": "SDA"}},
"b": {"i2s": {}},
"c": {"uart": "A9", "baud": 5, "parity": "some", "rate": 9600},
"d": {"spi": {"sck": "A0"}, "mode": 4},
"e": {"uart": "A0", "one_wire": "A1"},
"f": {"neopixel": "A0", "order": "RGBB"},
"g h": {"uart": "A0"},
"i": "i2c",
"j": {"spi": "A0"}
}})") == R"(bench/circuit.json:2: buses.a.i2c.sda: is missing
bench/circuit.json:2: buses.a.i2c.sdl: is no line of it; did you mean scl or sda?
bench/circuit.json:3: buses.b.i2s: a bus needs its protocol; did you mean i2c?
bench/circuit.json:4: buses.c.uart: toy has no pin "A9"; did you mean A0, A1 or A2?
bench/circuit.json:4: buses.c.baud: must be 50 to 20000000, not 5
bench/circuit.json:4: buses.c.parity: must be "none", "even" or "odd"
bench/circuit.json:4: buses.c.rate: there is no such setting
bench/circuit.json:5: buses.d.spi: needs mosi, miso or both
bench/circuit.json:5: buses.d.mode: must be 0 to 3, not 4
bench/circuit.json:6: buses.e.one_wire: and "uart" are two protocols; give each a bus
bench/circuit.json:7: buses.f.order: must be the letters R, G, B and perhaps W as they come, like "GRB"
bench/circuit.json:8: buses.g h: a name has letters, digits, _ and -
bench/circuit.json:9: buses.i: must be an object, not a text
bench/circuit.json:10: buses.j.spi: must be an object, not a text)");
}
