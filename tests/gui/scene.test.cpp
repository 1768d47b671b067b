#include <catch2/catch.hpp>

#include "gui/bench/scene.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bench.hpp"
#include "gui/bench/drawings/embedded.hpp"

using namespace bench;
using testing::OnBench;

TEST_CASE("bench: boards, parts and wires of a circuit", "[gui]") {
  OnBench b{testing::lamp_circuit};
  CHECK(b.device("pico").kind == Device::Kind::board);
  CHECK(b.device("pico:button_bootsel").kind == Device::Kind::fixture);
  CHECK(b.device("led").kind == Device::Kind::part);
  // GP15, between resistor and LED, GND, GP26, 3V3, GP14
  CHECK(b.scene.wires.size() == 6);
  const auto of = [&](const std::string& name) {
    const auto found = std::ranges::find(b.scene.wires, name, &Wiring::name);
    REQUIRE(found != b.scene.wires.end());
    return *found;
  };
  CHECK(of("GP15").net == "GPIO15");          // people know a pin by the board's name, the machine by the chip's
  CHECK(of("GP15").colour == rgb(0x2468c8));  // blue, as the file says
  CHECK(of("GND").colour == rgb(0x202327));   // black, as usual
  CHECK(of("3V3").colour == rgb(0xd5322b));   // red
  CHECK(of("GND").runs.size() == 3);          // LED, knob, bell; the board's eight pads are one
}

TEST_CASE("bench: nothing stands on anything else", "[gui]") {
  OnBench b{testing::lamp_circuit};
  for (const Device& one : b.scene.devices)
    for (const Device& other : b.scene.devices)
      if (&one != &other && one.kind != Device::Kind::fixture && other.kind != Device::Kind::fixture) {
        INFO(one.name << " and " << other.name);
        CHECK_FALSE(one.place().meets(other.place()));
      }
}

TEST_CASE("bench: each wire reaches its legs and keeps off what it does not touch", "[gui]") {
  OnBench b{testing::lamp_circuit};
  for (const Wiring& wiring : b.scene.wires)
    for (const auto& run : wiring.runs)
      for (std::size_t i = 1; i < run.size(); ++i) {
        INFO(wiring.net);
        CHECK((run[i - 1].x == run[i].x || run[i - 1].y == run[i].y));  // never aslant: that is where no way was found
      }
  for (const Wiring& wiring : b.scene.wires)
    for (const LegRef leg : wiring.legs) {
      if (b.scene.devices[leg.device].kind == Device::Kind::board) continue;
      const Point at = b.scene.place_of(leg);
      INFO(wiring.net << " at " << b.scene.devices[leg.device].name);
      CHECK(std::ranges::any_of(wiring.runs, [&](const auto& run) { return run.front() == at || run.back() == at; }));
    }
}

TEST_CASE("bench: no wire runs along another net's wire", "[gui]") {
  OnBench b{testing::lamp_circuit};
  const auto pieces = [](const Wiring& wiring) {
    std::vector<std::pair<Point, Point>> all;
    for (const auto& run : wiring.runs)
      for (std::size_t i = 1; i < run.size(); ++i) all.emplace_back(run[i - 1], run[i]);
    return all;
  };
  const auto overlap = [](double a1, double a2, double b1, double b2) {
    return std::min(std::max(a1, a2), std::max(b1, b2)) > std::max(std::min(a1, a2), std::min(b1, b2));
  };
  for (std::size_t i = 0; i < b.scene.wires.size(); ++i)
    for (std::size_t k = i + 1; k < b.scene.wires.size(); ++k)
      for (const auto& [p, q] : pieces(b.scene.wires[i]))
        for (const auto& [r, s] : pieces(b.scene.wires[k])) {
          INFO(b.scene.wires[i].net << " and " << b.scene.wires[k].net);
          CHECK_FALSE((p.x == q.x && r.x == s.x && p.x == r.x && overlap(p.y, q.y, r.y, s.y)));
          CHECK_FALSE((p.y == q.y && r.y == s.y && p.y == r.y && overlap(p.x, q.x, r.x, s.x)));
        }
}

TEST_CASE("bench: a circuit's layout says where things are", "[gui]") {
  OnBench b{R"({"boards": {"pico": "pico"}, "parts": {"led": {"type": "led"}, "bell": {"type": "pushbutton"}},
                "layout": {"led": [203, 41], "bell": {"x": 300, "y": -50, "flipped": true}}})"};
  CHECK(b.device("led").at == Point{205, 40});  // wires meet legs on a grid of 5
  CHECK(b.device("bell").at == Point{300, -50});
  CHECK(b.device("bell").facts.flipped);
  const auto layout = nlohmann::json::parse(layout_of(b.scene));
  CHECK(layout["bell"]["flipped"] == true);
  CHECK(layout["led"]["x"] == 205);
}

TEST_CASE("bench: a layout that names what is not there is told so", "[gui]") {
  const auto complaint = [](const std::string& layout) -> std::string {
    try {
      OnBench b{R"({"boards": {"pico": "pico"}, "parts": {"led": {"type": "led"}}, "layout": )" + layout + "}"};
    } catch (const std::runtime_error& error) { return error.what(); }
    return "nothing";
  };
  CHECK(complaint(R"({"lead": [1, 2]})") == R"(layout.lead: there is no board or part "lead"; did you mean led?)");
  CHECK(complaint(R"({"led": "left"})").starts_with("layout.led: must be [x, y]"));
  CHECK(complaint(R"({"led": {"x": 1}})").starts_with("layout.led: needs \"x\" and \"y\""));
  CHECK(complaint(R"([1])").starts_with("layout: must be an object"));
}

TEST_CASE("bench: every part there is can be drawn", "[gui]") {
  for (const auto& type : parts::PartCatalogue::all()) {
    if (type.type == "led_matrix" || type.type == "connector" || type.type == "usb_serial" || type.type == "usb_host")
      continue;  // a board's own
    INFO(type.type);
    OnBench b{R"({"boards": {"pico": "pico"}, "parts": {"it": {"type": ")" + std::string{type.type} + R"("}}})"};
    const Device& it = b.device("it");
    CHECK(it.shape.width > 0);
    for (const Leg& leg : it.shape.legs) {
      INFO(leg.name);
      CHECK(b.assembly.part("it").terminal(leg.name) != nullptr);
      CHECK(std::fmod(leg.at.x, 5) == 0);
      CHECK(std::fmod(leg.at.y, 5) == 0);
    }
    CHECK(it.shape.legs.size() == b.assembly.part("it").terminal_names().size());
    CHECK(b.svg().ends_with("</svg>\n"));
  }
}

TEST_CASE("bench: drawings of boards name pins and parts that the boards have", "[gui]") {
  for (const EmbeddedFile& file : embedded_files()) {
    const std::string path{file.name}, name = path.substr(path.rfind('/') + 1, path.size() - path.rfind('/') - 6);
    INFO(name);
    const auto board = boards::describe(name);
    const BoardDrawing drawing = drawing_of(board);
    const auto known = [&](const std::string& pin) { return board.pins.contains(pin) || board.supplies.contains(pin); };
    std::size_t known_pads = 0;
    for (const auto& pad : drawing.pads) known_pads += known(pad.pin);
    CHECK(known_pads > 10);
    for (const auto& lamp : drawing.lamps) CHECK(known(lamp.pin));
    for (const auto& fixture : drawing.fixtures)
      CHECK(std::ranges::find(board.parts, fixture.part, &boards::PartDescription::name) != board.parts.end());
  }
}
