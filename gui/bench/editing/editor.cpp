#include "gui/bench/editing/editor.hpp"

#include <fmt/format.h>

#include "gui/bench/editing/circuit_text.hpp"

namespace bench {

namespace {
boards::Json on_grid(Point at) { return {{"x", std::round(at.x / 5) * 5}, {"y", std::round(at.y / 5) * 5}}; }
}  // namespace

Editor::Editor(const std::string& text, std::string source, boards::Library library, ReadFile read_file)
    : source_(std::move(source)),
      library_(std::move(library)),
      read_file_(std::move(read_file)),
      json_(boards::parse_json(text, source_.empty() ? "the circuit" : source_, "a circuit file")),
      saved_(json_),
      reading_(read_leniently(text, source_, library_, read_file_)) {}

std::string Editor::text() const { return circuit_text(json_); }

void Editor::saved(std::string source) {
  source_ = std::move(source);
  saved_ = json_;
}

// ---- steps

void Editor::became(Json json) {
  Json before = std::exchange(json_, std::move(json));
  ++revision_;
  Json now = json_;
  before.erase("layout"), now.erase("layout");
  if (before != now) ++wiring_;
  reading_ = read_leniently(circuit_text(json_), source_, library_, read_file_);
}

void Editor::change(const std::string& what, const std::function<void(Json&)>& how) {
  Json next = json_;
  how(next);
  if (next == json_) return;
  undo_.push_back({what, json_});
  redo_.clear();
  became(std::move(next));
}

bool Editor::go(Steps& from, Steps& to) {
  if (from.empty()) return false;
  Step step = std::move(from.back());
  from.pop_back();
  to.push_back({step.what, json_});
  became(std::move(step.before));
  return true;
}

// ---- names

bool Editor::used(const std::string& name) const {
  for (const char* section : {"boards", "parts", "nets"})
    if (json_.contains(section) && json_[section].is_object() && json_[section].contains(name)) return true;
  return false;
}

std::string Editor::canonical(const std::string& pin) const {
  if (!reading_.circuit) return pin;
  const auto& boards = reading_.circuit->boards;
  boards::CircuitPin parsed{{}, pin};
  if (const auto colon = pin.find(':'); colon != pin.npos) parsed = {pin.substr(0, colon), pin.substr(colon + 1)};
  if (parsed.of.empty() && boards.size() == 1) parsed.of = boards.front().name;
  for (const auto& [name, board] : boards)
    if (name == parsed.of)
      if (const auto known = board.pins.find(parsed.name); known != board.pins.end()) parsed.name = known->second;
  return parsed.of.empty() ? parsed.name : parsed.text();
}

// ---- changes

void Editor::keep_places(const std::string& layout) { places_ = boards::Json::parse(layout); }

// What stood somewhere by itself goes on standing there.
boards::Json& Editor::layout_of(Json& json) const {
  Json& layout = json["layout"];
  for (const auto& [name, place] : places_.items())
    if (!layout.contains(name)) layout[name] = place;
  return layout;
}

std::string Editor::add_part(const std::string& type, Point at) {
  std::string name = type;
  for (int n = 2; used(name); ++n) name = fmt::format("{}{}", type, n);
  change("add " + name, [&](Json& json) {
    json["parts"][name] = {{"type", type}};
    layout_of(json)[name] = on_grid(at);
  });
  return name;
}

void Editor::remove_part(const std::string& name) {
  change("remove " + name, [&](Json& json) { forget(json, name, canonically()); });
}

bool Editor::connect(const std::string& pin, const std::string& other) {
  if (canonical(pin) == canonical(other) || joined(json_, pin, other, canonically())) return false;
  change(fmt::format("wire {} to {}", pin, other), [&](Json& json) {
    const Json& layout = layout_of(json);  // a new wire moves nobody
    if (layout.is_null() || layout.empty()) json.erase("layout");
    json["wires"].push_back({pin, other});
  });
  return true;
}

void Editor::disconnect(const std::string& pin) {
  change("take the wires off " + pin, [&](Json& json) { take_off(json, pin, canonically()); });
}

void Editor::remove_net(const std::vector<std::string>& pins) {
  if (pins.empty()) return;
  change("remove the wires of " + pins.front(), [&](Json& json) { take_apart(json, pins, canonically()); });
}

// The first wire among them has the colour of all; where only parts' "wires" and nets join them, there is none to
// colour.
void Editor::colour_net(const std::vector<std::string>& pins, const std::string& colour) {
  if (pins.empty()) return;
  change("colour of " + pins.front(), [&](Json& json) {
    if (!json.contains("wires") || !json["wires"].is_array()) return;
    for (Json& wire : json["wires"]) {
      if (!wire.is_array() || wire.size() < 2 || !wire[0].is_string()) continue;
      const std::string end = canonical(wire[0].get<std::string>());
      for (const std::string& pin : pins)
        if (canonical(pin) == end) {
          Json coloured = Json::array({wire[0], wire[1]});
          if (!colour.empty()) coloured.push_back(colour);
          wire = std::move(coloured);
          break;
        }
    }
  });
}

void Editor::move(const std::string& name, Point at, bool flipped) {
  change("move " + name, [&](Json& json) {
    Json& place = layout_of(json)[name] = on_grid(at);
    if (flipped) place["flipped"] = true;
  });
}

void Editor::set_attribute(const std::string& part, const std::string& attribute, Json value) {
  change(fmt::format("{} of {}", attribute, part), [&](Json& json) {
    if (!json.contains("parts") || !json["parts"].contains(part)) return;
    Json& object = json["parts"][part];
    if (value.is_null())
      object.erase(attribute);
    else
      object[attribute] = std::move(value);
  });
}

std::string Editor::rename(const std::string& part, const std::string& to) {
  if (to == part) return {};
  if (to.empty() || to.find_first_of(":. \t\"\\") != to.npos) return "a name has letters, digits, _ and -";
  if (used(to)) return fmt::format("something else is named \"{}\" already", to);
  change(fmt::format("rename {} to {}", part, to), [&](Json& json) {
    // Wherever a text is one of its pins.
    const std::function<void(Json&)> walk = [&](Json& value) {
      if (value.is_string()) {
        const auto text = value.get<std::string>();
        if (text.starts_with(part + ":")) value = to + text.substr(part.size());
      } else if (value.is_structured()) {
        for (Json& item : value) walk(item);
      }
    };
    walk(json);
    for (const char* section : {"parts", "layout"}) {
      if (!json.contains(section) || !json[section].is_object()) continue;
      Json renamed = Json::object();
      for (auto& [name, value] : json[section].items()) renamed[name == part ? to : name] = value;
      json[section] = std::move(renamed);
    }
  });
  return {};
}

}  // namespace bench
