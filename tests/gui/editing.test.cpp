// Circuit files under a person's hands.
#include "gui/bench/editing/editor.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"
#include "gui/bench/editing/circuit_text.hpp"
#include "gui/bench/editing/part_facts.hpp"
#include "gui/bench/editing/tool.hpp"

using namespace bench;
using boards::Json;

namespace {

constexpr const char* blink = R"({
  "boards": {"pico": "pico"},
  "parts": {
    "r": {"type": "resistor", "ohms": 330, "wires": {"a": "pico:GP15"}},
    "led": {"type": "led", "color": "red"}
  },
  "wires": [["r:b", "led:anode", "red"], ["led:cathode", "GND"]],
  "layout": {"led": [260, 40]}
})";

Editor opened(const std::string& text = blink) { return Editor{text, "circuit.json"}; }

}  // namespace

TEST_CASE("editing: a part comes, is wired, and what is saved is a circuit that can be read", "[gui]") {
  Editor editor{R"({"boards": {"pico": "pico"}})", ""};
  CHECK(editor.add_part("led", {203, 41}) == "led");
  CHECK(editor.add_part("led", {300, 40}) == "led2");
  CHECK(editor.add_part("resistor", {250, 40}) == "resistor");
  CHECK(editor.connect("pico:GP15", "resistor:a"));
  CHECK(editor.connect("resistor:b", "led:anode"));
  CHECK(editor.connect("led:cathode", "pico:GND"));
  editor.set_attribute("resistor", "ohms", 330);
  CHECK(editor.dirty());
  CHECK(editor.mistakes().empty());
  const auto circuit = boards::read_circuit(editor.text(), "saved.json", boards::Library{}, {});
  CHECK(circuit.parts.size() == 3);
  CHECK(circuit.nets.size() == 3);
  CHECK(Json::parse(circuit.layout)["places"]["led"]["x"] == 205);  // on the grid
  testing::OnBench b{editor.text()};
  CHECK(b.scene.wires.size() == 3);
  editor.saved("saved.json");
  CHECK_FALSE(editor.dirty());
}

TEST_CASE("editing: every step can be undone and done again", "[gui]") {
  Editor editor = opened();
  const Json before = editor.json();
  editor.move("led", {300, 50}, true);
  editor.remove_part("r");
  const Json after = editor.json();
  CHECK(editor.next_undo() == "remove r");
  CHECK(editor.undo());
  CHECK(editor.undo());
  CHECK_FALSE(editor.undo());
  CHECK(editor.json() == before);
  CHECK_FALSE(editor.dirty());
  CHECK(editor.redo());
  CHECK(editor.redo());
  CHECK_FALSE(editor.redo());
  CHECK(editor.json() == after);
  editor.undo();
  editor.move("led", {0, 300}, false);  // another way: what was undone is gone
  CHECK_FALSE(editor.redo());
}

TEST_CASE("editing: moving alone leaves the wiring as it is", "[gui]") {
  Editor editor = opened();
  const unsigned wiring = editor.wiring(), revision = editor.revision();
  editor.move("led", {300, 50}, false);
  CHECK(editor.wiring() == wiring);
  CHECK(editor.revision() != revision);
  editor.set_attribute("led", "color", "green");
  CHECK(editor.wiring() != wiring);
}

TEST_CASE("editing: a part that goes takes its wires along, and all that names it", "[gui]") {
  Editor editor = opened();
  editor.remove_part("led");
  CHECK_FALSE(editor.json()["parts"].contains("led"));
  CHECK(editor.json()["wires"].empty());
  CHECK_FALSE(editor.json()["layout"].contains("led"));
  CHECK(editor.json()["parts"]["r"]["wires"]["a"] == "pico:GP15");
  CHECK(editor.mistakes().empty());
}

TEST_CASE("editing: a pin is the same by the board's and the chip's name", "[gui]") {
  Editor editor = opened();
  CHECK_FALSE(editor.connect("pico:GPIO15", "r:a"));  // the file says GP15
  CHECK_FALSE(editor.connect("led:cathode", "pico:GND"));
  CHECK_FALSE(editor.connect("led:anode", "led:anode"));
  CHECK(editor.connect("led:cathode", "pico:GP2"));
}

TEST_CASE("editing: what was joined by way of a pin stays joined when its wires are taken off", "[gui]") {
  Editor editor = opened(R"({"boards": {"pico": "pico"}, "parts": {"a": {"type": "led"}, "b": {"type": "led"}},
    "wires": [["pico:GND", "a:cathode"], ["a:cathode", "b:cathode"]]})");
  editor.disconnect("a:cathode");
  REQUIRE(editor.json()["wires"].size() == 1);
  testing::OnBench b{editor.text()};
  CHECK(&b.assembly.net("b:cathode") == &b.assembly.net("pico:GND"));
  CHECK(&b.assembly.net("a:cathode") != &b.assembly.net("pico:GND"));
}

TEST_CASE("editing: all wires of a net go at once, in whichever way the file has them", "[gui]") {
  Editor editor = opened(R"({"boards": {"pico": "pico"}, "parts": {"r": {"type": "resistor", "wires": {"a": "GP1"}}},
    "nets": {"sig": ["GP2", "r:b"]}})");
  editor.remove_net({"pico:GP1", "r:a"});
  CHECK_FALSE(editor.json()["parts"]["r"].contains("wires"));
  editor.remove_net({"pico:GP2", "r:b"});
  CHECK_FALSE(editor.json().contains("nets"));
}

TEST_CASE("editing: a new name reaches every place of the file", "[gui]") {
  Editor editor = opened();
  CHECK(editor.rename("led", "r") == "something else is named \"r\" already");
  CHECK(editor.rename("led", "my led") == "a name has letters, digits, _ and -");
  CHECK(editor.rename("led", "lamp").empty());
  CHECK(editor.json()["wires"][0][1] == "lamp:anode");
  CHECK(editor.json()["layout"].contains("lamp"));
  CHECK(editor.mistakes().empty());
}

TEST_CASE("editing: a circuit with mistakes is read without what is wrong, and each is told with its place", "[gui]") {
  const auto reading = read_leniently(R"({
  "boards": {"pico": "pico"},
  "parts": {
    "led": {"type": "led", "colour": "red"},
    "thing": {"type": "resistr"},
    "good": {"type": "resistor", "wires": {"a": "pico:GP99", "b": "pico:GP3"}}
  },
  "wires": [["good:a", "pico:GP2"], ["nobody:x", "pico:GND"]],
  "layout": {"ghost": [1, 2]}
})",
                                      "c.json", boards::Library{}, {});
  REQUIRE(reading.circuit);
  REQUIRE(reading.circuit->parts.size() == 1);
  CHECK(reading.circuit->parts.front().name == "good");
  CHECK(reading.circuit->nets.size() == 2);
  REQUIRE(reading.mistakes.size() >= 4);
  const auto of = [&](const std::string& about) {
    const auto found = std::ranges::find_if(reading.mistakes, [&](const Mistake& m) { return m.about() == about; });
    REQUIRE(found != reading.mistakes.end());
    return *found;
  };
  CHECK(of("thing").line == 5);
  CHECK(of("thing").text.find("resistor") != std::string::npos);  // did you mean
  CHECK(of("good").path == "parts.good.wires.a");
  CHECK(of("ghost").path == "layout.ghost");
  CHECK_THROWS_AS(read_leniently("{", "c.json", boards::Library{}, {}), boards::BoardError);
}

TEST_CASE("editing: text as people write it", "[gui]") {
  const std::string text = circuit_text(Json::parse(blink));
  CHECK(text.find("    \"led\": {\"type\": \"led\", \"color\": \"red\"}\n") != std::string::npos);
  CHECK(text.find("  \"boards\": {\"pico\": \"pico\"},\n") != std::string::npos);
  CHECK(Json::parse(text) == Json::parse(blink));
  CHECK(circuit_text(Json{{"a", 330.0}, {"b", 1e-7}}) == "{\n  \"a\": 330,\n  \"b\": 1e-07\n}\n");
}

TEST_CASE("editing: what can be said of a type of part", "[gui]") {
  const PartFacts facts = part_facts("resistor");
  CHECK(facts.terminals == std::vector<std::string>{"a", "b"});
  REQUIRE_FALSE(facts.attributes.empty());
  CHECK(facts.attributes.front().name == "ohms");
  CHECK(part_facts("nothing").attributes.empty());
}

TEST_CASE("editing: a hand draws a wire from leg to leg and moves a part by its body", "[gui]") {
  testing::OnBench b{testing::lamp_circuit};
  Tool tool;
  const Device &led = b.device("led"), &knob = b.device("knob");
  const Point from = led.at + led.shape.legs[0].at, to = knob.at + knob.shape.legs[0].at;
  REQUIRE(tool.press(b.scene, hit(b.scene, from), from, false));
  tool.drag({from.x + 30, from.y});
  CHECK(tool.thread());
  tool.drag(to);
  const Handiwork work = tool.release(b.scene, hit(b.scene, to));
  const auto* wire = std::get_if<NewWire>(&work);
  REQUIRE(wire);
  CHECK(wire->from == "led:" + led.shape.legs[0].name);
  CHECK(wire->to == "knob:" + knob.shape.legs[0].name);

  const Point body = led.body().centre();
  REQUIRE(tool.press(b.scene, hit(b.scene, body), body, false));
  tool.drag(body + Point{52, 13});
  CHECK(tool.ghost(b.scene));
  const Handiwork second = tool.release(b.scene, {});
  const auto* moved = std::get_if<Moved>(&second);
  REQUIRE(moved);
  CHECK(moved->device == "led");
  CHECK(moved->to == led.at + Point{50, 15});

  // A click moves nothing; a control is for its own use, unless it is asked for by the body.
  CHECK(tool.press(b.scene, hit(b.scene, body), body, false));
  CHECK(std::holds_alternative<std::monostate>(tool.release(b.scene, hit(b.scene, body))));
  const Point turn = knob.at + knob.shape.controls.front().at.centre();
  CHECK_FALSE(tool.press(b.scene, hit(b.scene, turn), turn, false));
  CHECK(tool.press(b.scene, hit(b.scene, turn), turn, true));
}

TEST_CASE("editing: everything can be arranged anew", "[gui]") {
  testing::OnBench b{testing::lamp_circuit};
  const Point button = b.device("pico:button_bootsel").at;
  const Scene before = b.scene;
  arrange(b.scene, R"({"places": {"led": {"x": 300, "y": 300}}})");
  CHECK(b.device("led").at == Point{300, 300});
  CHECK(b.device("pico:button_bootsel").at == button);  // stays on its board
  arrange(b.scene, "");
  CHECK(b.device("led").at == before.find("led")->at);
}
