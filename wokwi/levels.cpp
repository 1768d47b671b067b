// Whose level is meant where a scenario names a part's pin.
#include <set>

#include "wokwi/circuit.hpp"

namespace wokwi {

std::optional<std::string> Circuit::level_of(const PinName& pin) const {
  const auto on_board = [&](const PinName& p) -> std::optional<std::string> {
    const auto board = boards.find(p.part);
    if (board == boards.end()) return std::nullopt;
    const std::string name = board_pin(*find_board_type(diagram->find(p.part)->type), p.pin);
    return name.empty() ? std::nullopt : std::optional{board->second + ":" + name};
  };
  if (boards.contains(pin.part)) return on_board(pin);
  std::vector<PinName> open{pin};
  std::set<PinName> seen;
  for (std::size_t i = 0; i < open.size(); ++i)
    for (const PinName& other : nets.with(open[i])) {
      if (!seen.insert(other).second) continue;
      if (const auto found = on_board(other); found && (i == 0 || !found->ends_with(":GND"))) return found;
      const DiagramPart* part = diagram->find(other.part);
      if (part && part->type == "wokwi-resistor") open.push_back({other.part, other.pin == "1" ? "2" : "1"});
    }
  const auto part = parts.find(pin.part);
  if (part == parts.end()) return std::nullopt;
  const auto terminal = part->second.pins.find(pin.pin);
  if (terminal == part->second.pins.end() || terminal->second.empty()) return std::nullopt;
  return terminal->second;
}

}  // namespace wokwi
