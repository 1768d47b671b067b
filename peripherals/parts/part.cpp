#include "peripherals/parts/part.hpp"

#include <algorithm>

namespace parts {

Part::Part(const Setup& setup)
    : machine_(setup.machine), name_(setup.name), prefix_(setup.prefix), own_quantities_(setup.own_quantities) {}

void Part::add(emulator::Terminal& terminal, std::string_view name) { terminals_.emplace_back(name, &terminal); }

emulator::Terminal* Part::terminal(std::string_view name) const {
  const auto it = std::ranges::find(terminals_, name, [](const auto& t) -> std::string_view { return t.first; });
  return it == terminals_.end() ? nullptr : it->second;
}

std::vector<std::string> Part::terminal_names() const {
  std::vector<std::string> names;
  for (const auto& [name, terminal] : terminals_) names.push_back(name);
  return names;
}

emulator::Quantity& Part::quantity(const std::string& name, const std::string& unit, double initial,
                                   emulator::Quantity::Range range) {
  const std::string whose = own_quantities_ && name != name_ ? prefix_ + name_ + "." : prefix_;
  emulator::Quantity& shared = machine_.world.quantity(whose + name, unit, initial, range);
  quantities_.push_back(&shared);
  return shared;
}

void Part::needs(const SupplyNeed& need, double milliamps) {
  supply_ = std::make_unique<SupplyLoad>(machine_, prefix_ + name_, need, milliamps);
  add(supply_->vcc, need.vcc);
  add(supply_->gnd, need.gnd);
  supply_->how_much_more = [this] { return how_much_more(); };
}

void Part::feed(emulator::Supplies* supplies) {
  if (supply_) supply_->connect(supplies, prefix_);
}

void Part::takes_more(double milliamps) {
  if (supply_) supply_->more(milliamps);
}

void Part::takes_otherwise() {
  if (supply_) supply_->look_later();
}

void Part::serialize(emulator::State& state) {
  state.section(prefix_ + name_);
  for (auto& [name, terminal] : terminals_) terminal->serialize(state);
  if (supply_) state(*supply_);
}

}  // namespace parts
