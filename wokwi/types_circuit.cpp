// Lamps, resistors, switches: what circuits are made of.
#include <fmt/format.h>

#include <algorithm>

#include "wokwi/part_types.hpp"

namespace wokwi {

namespace {

using Kind = Attribute::Kind;

bool switched_off(const DiagramPart& part, const char* attribute) { return part.attribute(attribute, "") == "0"; }

// "Wokwi simulates button bouncing by default", for about 1 ms (wokwi-pushbutton.md).
void bounce(const Surroundings& around, Translation& made) {
  if (!switched_off(around.part, "bounce")) made.json()["bounce"] = 1;
}

// The colours that our LEDs have a forward voltage for; others are like the nearest of them.
std::string led_color(std::string color) {
  std::ranges::transform(color, color.begin(), [](unsigned char c) { return std::tolower(c); });
  static const std::map<std::string_view, std::string_view> known{
      {"red", "red"},         {"orange", "orange"}, {"yellow", "yellow"}, {"green", "green"},  {"blue", "blue"},
      {"white", "white"},     {"purple", "blue"},   {"cyan", "blue"},     {"magenta", "blue"}, {"violet", "blue"},
      {"limegreen", "green"}, {"lime", "green"},    {"gold", "yellow"},   {"pink", "white"},   {"amber", "orange"}};
  if (const auto it = known.find(color); it != known.end()) return std::string{it->second};
  if (color.size() != 7 || color[0] != '#') return "red";
  const auto channel = [&](std::size_t at) { return std::strtol(color.substr(at, 2).c_str(), nullptr, 16) > 127; };
  const bool red = channel(1), green = channel(3), blue = channel(5);
  if (blue) return red && green ? "white" : "blue";
  if (green) return red ? "yellow" : "green";
  return "red";
}

void led(const Surroundings& around, Translation& made) {
  made.json()["color"] = led_color(around.part.attribute("color", "red"));
}

void bar_graph(const Surroundings& around, Translation& made) {
  made.parts.clear();
  for (int i = 1; i <= 10; ++i) {
    const std::string name = fmt::format("{}_{}", made.name, i);
    made.parts.push_back(
        {name, boards::Json{{"type", "led"}, {"color", led_color(around.part.attribute("color", "red"))}}});
    made.pins[fmt::format("A{}", i)] = name + ":anode";
    made.pins[fmt::format("C{}", i)] = name + ":cathode";
  }
}

// "By default, the common pin is the anode" (wokwi-rgb-led.md).
void rgb_led(const Surroundings& around, Translation& made) {
  made.json()["common"] = around.part.attribute("common", "anode");
}

void potentiometer(const Surroundings& around, Translation& made) {
  const auto value = parse_number(around.part.attribute("value", "0"));
  if (!value || *value < 0 || *value > 1023)
    made.mistakes.emplace_back("attrs.value", "must be a number from 0 to 1023");
  else
    made.knobs["position"].initial = *value / 1023;
  feed(around, made, "VCC", "GND");
}

void slide_switch(const Surroundings& around, Translation& made) {
  const double position = around.part.attribute("value", "0") == "1" ? 1 : 0;
  for (const char* control : {"position", "value"}) made.knobs[control].initial = position;
}

void keypad(const Surroundings& around, Translation& made) {
  const std::size_t columns = around.part.attribute("columns", "4") == "3" ? 3 : 4;
  std::vector<std::string> rows = columns == 3 ? std::vector<std::string>{"123", "456", "789", "*0#"}
                                               : std::vector<std::string>{"123A", "456B", "789C", "*0#D"};
  const auto keys = boards::Json::parse(around.part.attribute("keys", "[]"), nullptr, false);
  const bool fit = keys.is_array() && keys.size() == 4 * columns && std::ranges::all_of(keys, [](const auto& key) {
                     return key.is_string() && key.template get_ref<const std::string&>().size() == 1;
                   });
  if (fit)
    for (std::size_t i = 0; i < 4 * columns; ++i)
      rows[i / columns][i % columns] = keys[i].get_ref<const std::string&>()[0];
  else if (keys.is_array() && !keys.empty())
    made.remarks.push_back("its keys' names are not one letter each; they are named 1 to D as usual");
  made.json()["keys"] = rows;
  for (const std::string& row : rows)
    for (const char key : row) made.knobs[{key}] = {fmt::format("{}.{}", made.name, key), 1, 0, {}};
  bounce(around, made);
}

void dip_switch(const Surroundings&, Translation& made) {
  for (int i = 1; i <= 8; ++i) {
    made.pins[fmt::format("{}a", i)] = made.own(fmt::format("a{}", i));
    made.pins[fmt::format("{}b", i)] = made.own(fmt::format("b{}", i));
    made.knobs[fmt::format("{}", i)] = {fmt::format("{}.{}", made.name, i), 1, 0, {}};
  }
}

}  // namespace

std::vector<PartType> circuit_types() {
  const std::vector<Pin> button{{"1.l", "a"}, {"1.r", "a"}, {"2.l", "b"}, {"2.r", "b"}};
  const std::vector<Pin> track{{"GND", "a"}, {"SIG", "wiper"}, {"VCC", "b"}};
  const std::vector<Control> pressed{{"pressed", ""}}, position{{"position", ""}};
  return {
      {"wokwi-led", "led", {{"A", "anode"}, {"C", "cathode"}}, {}, {}, led},
      {"wokwi-led-bar-graph", "led", {}, {}, {}, bar_graph},
      {"wokwi-rgb-led", "rgb_led", {{"R", "red"}, {"G", "green"}, {"B", "blue"}, {"COM", "common"}}, {}, {}, rgb_led},
      {"wokwi-resistor", "resistor", {{"1", "a"}, {"2", "b"}}, {{Kind::number, "value", "ohms"}}},
      {"wokwi-pushbutton", "pushbutton", button, {}, pressed, bounce},
      {"wokwi-pushbutton-6mm", "pushbutton", button, {}, pressed, bounce},
      {"wokwi-potentiometer", "potentiometer", track, {}, position, potentiometer},
      {"wokwi-slide-potentiometer", "potentiometer", track, {}, position, potentiometer},
      {"wokwi-slide-switch",
       "switch",
       {{"1", "a"}, {"2", "common"}, {"3", "b"}},
       {},
       {{"position", ""}, {"value", ""}},
       slide_switch},
      {"wokwi-dip-switch-8", "dip_switch", {}, {}, {}, dip_switch},
      {"wokwi-membrane-keypad",
       "keypad",
       {{"R1", "row1"},
        {"R2", "row2"},
        {"R3", "row3"},
        {"R4", "row4"},
        {"C1", "col1"},
        {"C2", "col2"},
        {"C3", "col3"},
        {"C4", "col4"}},
       {},
       {},
       keypad},
      {"wokwi-analog-joystick",
       "joystick",
       {{"VCC", "VCC"}, {"VERT", "VRY"}, {"HORZ", "VRX"}, {"SEL", "SW"}, {"GND", "GND"}},
       {},
       {{"x", "x"}, {"y", "y"}, {"pressed", ""}},
       [](const Surroundings& around, Translation& made) {
         bounce(around, made);
         feed(around, made, "VCC", "GND");
       }},
      {"wokwi-ky-040",
       "rotary_encoder",
       {{"CLK", "CLK"}, {"DT", "DT"}, {"SW", "SW"}, {"VCC", ""}, {"GND", ""}},
       {},
       {{"steps", "steps"}, {"pressed", ""}}},
  };
}

}  // namespace wokwi
