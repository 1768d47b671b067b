#include "gui/bench/editing/wires.hpp"

#include <algorithm>
#include <set>

namespace bench {
namespace {

using boards::Json;
using Pins = std::vector<std::string>;

bool is_wire(const Json& wire) {
  return wire.is_array() && wire.size() >= 2 && wire[0].is_string() && wire[1].is_string();
}

Json& list_of_wires(Json& circuit) {
  if (!circuit.contains("wires") || !circuit["wires"].is_array()) circuit["wires"] = Json::array();
  return circuit["wires"];
}

template <typename Keep>
void keep_items(Json& list, Keep keep) {
  Json kept = Json::array();
  for (Json& item : list)
    if (keep(item)) kept.push_back(std::move(item));
  list = std::move(kept);
}

// Calls gone(pin, other) for each wire of two ends; what it says yes to is taken out.
template <typename Gone>
void each_pair(Json& circuit, Gone gone) {
  if (circuit.contains("wires") && circuit["wires"].is_array())
    keep_items(circuit["wires"], [&](const Json& w) {
      return !is_wire(w) || !gone(w[0].get<std::string>(), w[1].get<std::string>(), w);
    });
  if (!circuit.contains("parts") || !circuit["parts"].is_object()) return;
  for (auto& [name, part] : circuit["parts"].items()) {
    if (!part.is_object() || !part.contains("wires") || !part["wires"].is_object()) continue;
    Json kept = Json::object();
    for (const auto& [terminal, to] : part["wires"].items())
      if (!to.is_string() || !gone(name + ":" + terminal, to.template get<std::string>(), Json::array()))
        kept[terminal] = to;
    if (kept.empty())
      part.erase("wires");
    else
      part["wires"] = std::move(kept);
  }
}

void each_net(Json& circuit, const std::function<bool(const std::string& pin)>& gone) {
  if (!circuit.contains("nets") || !circuit["nets"].is_object()) return;
  Json kept = Json::object();
  for (auto& [name, pins] : circuit["nets"].items()) {
    if (pins.is_array()) {
      keep_items(pins, [&](const Json& pin) { return !pin.is_string() || !gone(pin.get<std::string>()); });
      if (pins.empty()) continue;
    }
    kept[name] = std::move(pins);
  }
  circuit["nets"] = std::move(kept);
  if (circuit["nets"].empty()) circuit.erase("nets");
}

}  // namespace

void take_off(Json& circuit, const std::string& pin, const Canonical& canonical) {
  const std::string wanted = canonical(pin);
  std::vector<std::pair<std::string, Json>> neighbours;  // and the wire that led there
  each_pair(circuit, [&](const std::string& a, const std::string& b, const Json& wire) {
    const bool at_a = canonical(a) == wanted, at_b = canonical(b) == wanted;
    if (at_a || at_b) neighbours.emplace_back(at_a ? b : a, wire);
    return at_a || at_b;
  });
  each_net(circuit, [&](const std::string& p) { return canonical(p) == wanted; });
  for (std::size_t i = 1; i < neighbours.size(); ++i) {
    Json wire = Json::array({neighbours[i - 1].first, neighbours[i].first});
    if (neighbours[i].second.size() > 2) wire.push_back(neighbours[i].second[2]);
    if (canonical(neighbours[i - 1].first) != canonical(neighbours[i].first))
      list_of_wires(circuit).push_back(std::move(wire));
  }
}

void take_apart(Json& circuit, const Pins& pins, const Canonical& canonical) {
  std::set<std::string> all;
  for (const std::string& pin : pins) all.insert(canonical(pin));
  const auto among = [&](const std::string& pin) { return all.contains(canonical(pin)); };
  each_pair(circuit, [&](const std::string& a, const std::string& b, const Json&) { return among(a) && among(b); });
  each_net(circuit, among);
}

bool joined(const Json& circuit, const std::string& a, const std::string& b, const Canonical& canonical) {
  Json copy = circuit;
  bool found = false;
  each_pair(copy, [&](const std::string& p, const std::string& q, const Json&) {
    found |= (canonical(p) == canonical(a) && canonical(q) == canonical(b)) ||
             (canonical(p) == canonical(b) && canonical(q) == canonical(a));
    return false;
  });
  return found;
}

void forget(Json& circuit, const std::string& part, const Canonical& canonical) {
  std::set<std::string> pins;
  const auto of_part = [&](const std::string& pin) { return pin.starts_with(part + ":"); };
  Json copy = circuit;
  each_pair(copy, [&](const std::string& a, const std::string& b, const Json&) {
    for (const std::string& pin : {a, b})
      if (of_part(pin)) pins.insert(pin);
    return false;
  });
  for (const std::string& pin : pins) take_off(circuit, pin, canonical);
  each_net(circuit, of_part);
  for (const char* section : {"pins", "buses"}) {
    if (!circuit.contains(section) || !circuit[section].is_object()) continue;
    Json kept = Json::object();
    for (const auto& [name, value] : circuit[section].items())
      if (value.dump().find("\"" + part + ":") == std::string::npos) kept[name] = value;
    circuit[section] = std::move(kept);
    if (circuit[section].empty()) circuit.erase(section);
  }
  for (const char* section : {"parts", "layout"})
    if (circuit.contains(section) && circuit[section].is_object()) circuit[section].erase(part);
}

}  // namespace bench
