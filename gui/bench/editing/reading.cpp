#include "gui/bench/editing/reading.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "boards/json.hpp"
#include "gui/bench/editing/wires.hpp"

namespace bench {
namespace {

using boards::Json;

// "circuit.json:12: parts.led: there is no …", as boards::Mistakes writes it.
std::vector<Mistake> parse(const std::string& lines, const std::string& source) {
  std::vector<Mistake> all;
  std::istringstream in{lines};
  for (std::string line; std::getline(in, line);) {
    Mistake mistake{.text = line};
    if (line.starts_with(source + ":")) {
      std::string rest = line.substr(source.size() + 1);
      std::size_t digits = 0;
      while (digits < rest.size() && std::isdigit(static_cast<unsigned char>(rest[digits]))) ++digits;
      if (digits > 0) mistake.line = static_cast<unsigned>(std::stoul(rest.substr(0, digits)));
      rest = rest.substr(std::min(rest.size(), rest.find_first_not_of(": ", digits)));
      const auto colon = rest.find(": ");
      if (colon != rest.npos) mistake.path = rest.substr(0, colon), mistake.text = rest.substr(colon + 2);
    }
    all.push_back(std::move(mistake));
  }
  return all;
}

struct Place {
  std::string section, item;  // "parts", "led"; "wires", "2"
};

Place place_of(const std::string& path) {
  const auto end = path.find_first_of(".[");
  Place place{path.substr(0, end), {}};
  if (end == path.npos) return place;
  place.item = path.substr(end + 1);
  place.item = place.item.substr(0, place.item.find_first_of(".[]"));
  return place;
}

// Takes out what a mistake speaks of: the smallest thing that is an entry of a section. False if it is not there.
bool take_out(Json& circuit, const Mistake& mistake) {
  const auto [section, item] = place_of(mistake.path);
  if (!circuit.contains(section)) return false;
  Json& where = circuit[section];
  if (section == "parts" && where.is_object() && where.contains(item)) {
    // A wire of the part that leads nowhere is no reason to lose the part.
    const std::string wires = "parts." + item + ".wires.";
    if (mistake.path.starts_with(wires) && where[item].contains("wires"))
      return where[item]["wires"].erase(mistake.path.substr(wires.size())) > 0;
    forget(circuit, item, [](const std::string& pin) { return pin; });
    return true;
  }
  if (where.is_array() && !item.empty() && std::ranges::all_of(item, [](unsigned char c) { return std::isdigit(c); })) {
    const std::size_t index = std::stoul(item);
    if (index >= where.size()) return false;
    where[index] = nullptr;  // the others keep their numbers until all are taken out
    return true;
  }
  if (where.is_object() && where.contains(item)) return where.erase(item) > 0;
  return circuit.erase(section) > 0;
}

void drop_nulls(Json& circuit) {
  if (!circuit.contains("wires") || !circuit["wires"].is_array()) return;
  Json kept = Json::array();
  for (Json& wire : circuit["wires"])
    if (!wire.is_null()) kept.push_back(std::move(wire));
  circuit["wires"] = std::move(kept);
}

// The drawing's own: what stands nowhere, and what is no place.
void check_places(boards::CircuitDescription& circuit, std::vector<Mistake>& mistakes) {
  if (circuit.layout.empty()) return;
  Json drawing = Json::parse(circuit.layout);
  if (!drawing.contains("places")) return;
  Json kept = Json::object();
  const auto known = [&](const std::string& name) {
    return std::ranges::find(circuit.boards, name, &boards::CircuitDescription::BoardEntry::name) !=
               circuit.boards.end() ||
           std::ranges::find(circuit.parts, name, &boards::PartDescription::name) != circuit.parts.end();
  };
  const auto number = [](const Json& json, const char* key) { return json.contains(key) && json[key].is_number(); };
  if (!drawing["places"].is_object())
    mistakes.push_back({.path = "layout", .text = "must be an object: {\"led\": [260, 40]}"});
  else
    for (const auto& [name, place] : drawing["places"].items()) {
      const bool pair = place.is_array() && place.size() == 2 && place[0].is_number() && place[1].is_number();
      if (!known(name))
        mistakes.push_back({.path = "layout." + name, .text = "there is no board or part \"" + name + "\""});
      else if (!pair && !(place.is_object() && number(place, "x") && number(place, "y")))
        mistakes.push_back({.path = "layout." + name, .text = "needs \"x\" and \"y\", or is a list of the two"});
      else
        kept[name] = place;
    }
  drawing["places"] = std::move(kept);
  circuit.layout = drawing.dump();
}

}  // namespace

std::string Mistake::about() const {
  const auto [section, item] = place_of(path);
  return section == "parts" || section == "boards" || section == "layout" ? item : "";
}

Reading read_leniently(const std::string& text, const std::string& source, const boards::Library& library,
                       const ReadFile& read_file) {
  Reading reading;
  Json json = boards::parse_json(text, source, "a circuit file");
  std::string now = text;
  for (int attempt = 0; attempt < 100; ++attempt) {
    try {
      reading.circuit = boards::read_circuit(now, source, library, read_file);
      check_places(*reading.circuit, reading.mistakes);
      return reading;
    } catch (const boards::BoardError& error) {
      const auto mistakes = parse(error.what(), source);
      if (attempt == 0) reading.mistakes = mistakes;
      bool less = false;
      for (const Mistake& mistake : mistakes) less |= take_out(json, mistake);
      if (!less) return reading;
      drop_nulls(json);
      now = json.dump();
    }
  }
  return reading;
}

}  // namespace bench
