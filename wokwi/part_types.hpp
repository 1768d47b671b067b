#pragma once
// What each of Wokwi's part types is here: our type, pins, attributes, controls. One line or a few a type; types by
// shelf in types_*.cpp. Sources: Wokwi's documentation (docs/parts/*.md) and the pins of its CLI's lint registry.
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "wokwi/diagram.hpp"
#include "wokwi/nets.hpp"

namespace wokwi {

// What one part of the diagram becomes: one of our parts, or several.
struct Translation {
  struct Made {
    std::string name;
    boards::Json json;  // type and attributes
  };
  struct Knob {
    std::string quantity;  // ours: "dht1.temperature"
    double scale = 1, offset = 0;
    std::optional<double> initial;  // in Wokwi's unit
  };
  std::string name;  // of the first part, which wires and quantities are named by
  std::vector<Made> parts;
  std::map<std::string, std::string> pins;                    // Wokwi's -> "led1:anode"; empty where nothing of ours is
  std::vector<std::pair<std::string, std::string>> wires;     // between ours
  std::map<std::string, Knob> knobs;                          // by Wokwi's control
  std::vector<std::string> remarks;                           // sentences, for the user
  std::vector<std::pair<std::string, std::string>> mistakes;  // path below the part, sentence

  boards::Json& json() { return parts.front().json; }
  std::string own(std::string_view terminal) const { return name + ":" + std::string{terminal}; }
};

struct Pin {
  std::string_view wokwi, ours;  // ours is empty where we have no terminal: wires meet there all the same
};
struct Attribute {
  enum class Kind { number, text } kind;
  std::string_view wokwi, ours;
  double scale = 1;
};
struct Control {
  std::string_view wokwi;
  std::string_view ours;  // the quantity's name behind the part's; empty: it is named like the part
  double scale = 1;
  std::string_view attribute = {};     // that has its value at the beginning
  std::optional<double> initial = {};  // if the attribute is not there
};

struct Surroundings {
  const DiagramPart& part;
  const Nets& nets;
  std::function<std::optional<double>(const std::string& pin)> volts;  // of the supply that this pin is wired to
  std::function<bool(const std::string& pin)> wired;
  std::string supply, ground;  // ours: "pico:3V3", "pico:GND"
};

struct PartType {
  std::string_view wokwi, ours;  // ours is empty where `more` says it all
  std::vector<Pin> pins;
  std::vector<Attribute> attributes = {};
  std::vector<Control> controls = {};
  void (*more)(const Surroundings&, Translation&) = nullptr;  // what a table cannot say
};

std::vector<PartType> circuit_types();  // lamps, resistors, switches
std::vector<PartType> sensor_types();
std::vector<PartType> display_types();
std::vector<PartType> pulse_types();  // motors, buzzers, remote controls
std::vector<PartType> logic_types();  // shift registers, memories

const std::vector<PartType>& part_types();  // all
const PartType* find_part_type(std::string_view wokwi);

// Parts that do nothing, or nothing that matters to a run. The reason is empty where there is nothing to say.
struct Ignored {
  std::string_view wokwi, reason;
};
const std::vector<Ignored>& ignored_types();

struct BoardType {
  std::string_view wokwi, ours;
  std::string_view nearest = {}, without = {};             // what may stand for it, and what that lacks: "its radio"
  std::string_view supply = "3V3", five_volts = "VBUS";    // its supplies, as ours names them
  std::map<std::string_view, std::string_view> pins = {};  // that ours names otherwise; empty where there is none
};
const std::vector<BoardType>& board_types();
const BoardType* find_board_type(std::string_view wokwi);
// A board's pin as ours is named: "GND.3" -> "GND". Empty text: there is no such thing here.
std::string board_pin(const BoardType&, std::string_view wokwi_pin);

// "4.7k", "220": with the suffixes m, k, M, G. None if it is no number.
std::optional<double> parse_number(std::string_view text);

// "0x27", "39", or `otherwise`.
double parse_address(const std::string& text, double otherwise);
// Joins the part's pins with the board's supply where the diagram leaves them open: Wokwi does not mind.
void feed(const Surroundings&, Translation&, const std::string& supply_pin, const std::string& ground_pin);

// Makes one part, as its type's table says. Parts that the catalogue does not have are made too: whoever asks checks.
Translation translate(const PartType&, const Surroundings&, const std::string& name);

}  // namespace wokwi
