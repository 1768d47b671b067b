#include "wokwi/part_types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace wokwi {

const std::vector<PartType>& part_types() {
  static const std::vector<PartType> all = [] {
    std::vector<PartType> types;
    for (auto* shelf : {circuit_types, sensor_types, display_types, pulse_types, logic_types})
      for (PartType& type : shelf()) types.push_back(std::move(type));
    return types;
  }();
  return all;
}

const PartType* find_part_type(std::string_view wokwi) {
  const auto it = std::ranges::find(part_types(), wokwi, &PartType::wokwi);
  return it == part_types().end() ? nullptr : &*it;
}

const std::vector<Ignored>& ignored_types() {
  static const std::vector<Ignored> types{
      {"wokwi-text", ""},
      {"wokwi-logo", ""},
      {"wokwi-logic-analyzer", "nothing is recorded by it; `--vcd` and `--vcd-on-failure` record every net"},
      {"wokwi-ir-remote", "it is a quantity of the infrared receiver"},
  };
  return types;
}

namespace {

using Names = std::map<std::string_view, std::string_view>;

// The Pico's data sheet, section 2.1: VSYS is VBUS behind a Schottky diode, whose drop is left out here; test points 4
// and 5 are GPIO23 and GPIO25; 3V3_EN and TP1 to TP3 have no net of ours.
const Names pico_pins{
    {"3V3_EN", ""}, {"VSYS", "VBUS"},    {"ADC_VREF", "3V3"},    {"AGND", "GND"}, {"TP4", "SMPS_PS"},
    {"TP5", "LED"}, {"GP23", "SMPS_PS"}, {"GP24", "VBUS_SENSE"}, {"GP25", "LED"}, {"GP29", "VSYS_SENSE"},
};

// Of the DevKitC plain numbers; of the DevKit V1 numbers behind a D. The pins of the flash have no net of ours.
const Names& esp32_pins() {
  static const std::vector<std::string> numbers = [] {
    std::vector<std::string> all;
    for (unsigned n = 0; n < 40; ++n)
      for (const char* prefix : {"", "D", "IO"}) all.push_back(prefix + std::to_string(n));
    return all;
  }();
  static const Names pins = [] {
    Names all{{"TX0", "TX"}, {"RX0", "RX"}, {"TX2", "IO17"}, {"RX2", "IO16"}, {"VIN", "5V"}, {"CLK", ""}, {"CMD", ""}};
    for (std::size_t i = 0; i < numbers.size(); i += 3)
      for (const std::size_t how : {0u, 1u}) all[numbers[i + how]] = numbers[i + 2];
    return all;
  }();
  return pins;
}
Names devkit_c_pins() {
  Names pins = esp32_pins();
  for (const char* flash : {"D0", "D1", "D2", "D3"}) pins[flash] = "";
  return pins;
}

}  // namespace

const std::vector<BoardType>& board_types() {
  static const std::vector<BoardType> types{
      {"wokwi-pi-pico", "pico", {}, {}, "3V3", "VBUS", pico_pins},
      {"board-pi-pico", "pico", {}, {}, "3V3", "VBUS", pico_pins},
      {"board-pi-pico-w", "pico_w", "pico", "its radio and its LED", "3V3", "VBUS", pico_pins},
      {"board-pi-pico-2", "pico2", {}, {}, "3V3", "VBUS", pico_pins},
      {"wokwi-microbit", "microbit", {}, {}, "3V", "3V"},
      {"board-esp32-devkit-c-v4", "esp32", {}, {}, "3V3", "5V", devkit_c_pins()},
      {"board-esp32-devkit-v1", "esp32", {}, {}, "3V3", "5V", esp32_pins()},
      {"wokwi-esp32-devkit-v1", "esp32", {}, {}, "3V3", "5V", esp32_pins()},
  };
  return types;
}

const BoardType* find_board_type(std::string_view wokwi) {
  const auto it = std::ranges::find(board_types(), wokwi, &BoardType::wokwi);
  return it == board_types().end() ? nullptr : &*it;
}

std::string board_pin(const BoardType& board, std::string_view pin) {
  if (const auto dot = pin.rfind('.'); dot != pin.npos) pin = pin.substr(0, dot);
  const auto it = board.pins.find(pin);
  return std::string{it == board.pins.end() ? pin : it->second};
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  static const std::map<std::string_view, double> suffixes{{"", 1},    {"m", 1e-3}, {"k", 1e3},
                                                           {"K", 1e3}, {"M", 1e6},  {"G", 1e9}};
  const auto suffix = suffixes.find(rest);
  if (suffix == suffixes.end()) return std::nullopt;
  return value * suffix->second;
}

double parse_address(const std::string& text, double otherwise) {
  try {
    return text.empty() ? otherwise : static_cast<double>(std::stoul(text, nullptr, 0));
  } catch (const std::exception&) { return otherwise; }
}

void feed(const Surroundings& around, Translation& made, const std::string& supply_pin, const std::string& ground_pin) {
  for (const auto& [pin, rail] : {std::pair{supply_pin, around.supply}, std::pair{ground_pin, around.ground}})
    if (!around.wired(pin) && !rail.empty()) {
      made.wires.emplace_back(made.pins.at(pin), rail);
      made.remarks.push_back(fmt::format("its {} is not wired; it is joined with {}", pin, rail));
    }
}

namespace {

void take_attribute(const Attribute& rule, const DiagramPart& part, Translation& made) {
  const std::string name{rule.wokwi}, text = part.attribute(name, "");
  if (text.empty()) return;
  if (rule.kind == Attribute::Kind::text) {
    made.json()[std::string{rule.ours}] = text;
  } else if (const auto value = parse_number(text)) {
    made.json()[std::string{rule.ours}] = *value * rule.scale;
  } else {
    made.mistakes.emplace_back("attrs." + name, fmt::format("must be a number, not \"{}\"", text));
  }
}

void take_control(const Control& rule, const DiagramPart& part, Translation& made) {
  Translation::Knob knob{made.name, rule.scale, 0, rule.initial};
  if (!rule.ours.empty()) knob.quantity += fmt::format(".{}", rule.ours);
  const std::string attribute{rule.attribute};
  if (const std::string text = attribute.empty() ? "" : part.attribute(attribute, ""); !text.empty()) {
    knob.initial = parse_number(text);
    if (!knob.initial)
      made.mistakes.emplace_back("attrs." + attribute, fmt::format("must be a number, not \"{}\"", text));
  }
  made.knobs[std::string{rule.wokwi}] = knob;
}

}  // namespace

Translation translate(const PartType& type, const Surroundings& around, const std::string& name) {
  Translation made;
  made.name = name;
  made.parts.push_back({name, boards::Json{{"type", std::string{type.ours}}}});
  for (const auto& [wokwi, ours] : type.pins) made.pins[std::string{wokwi}] = ours.empty() ? "" : made.own(ours);
  for (const Attribute& rule : type.attributes) take_attribute(rule, around.part, made);
  for (const Control& rule : type.controls) take_control(rule, around.part, made);
  if (type.more) type.more(around, made);
  return made;
}

}  // namespace wokwi
