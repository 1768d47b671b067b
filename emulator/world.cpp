#include "emulator/world.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace emulator {

void Quantity::set(double value) {
  if (!(value >= range_.low && value <= range_.high))
    throw std::out_of_range(fmt::format("{} can be {} to {} {}, not {}", name_, range_.low, range_.high, unit_, value));
  value_ = value;
  for (auto& watcher : watchers_) watcher(value);
}

Quantity& World::quantity(const std::string& name, const std::string& unit, double initial, Quantity::Range range) {
  auto& slot = quantities_[name];
  if (!slot) slot = std::make_unique<Quantity>(name, unit, initial, range);
  return *slot;
}

Quantity* World::find(std::string_view name) {
  const auto it = quantities_.find(name);
  return it == quantities_.end() ? nullptr : it->second.get();
}

void World::serialize(State& state) {
  state.section("world");
  for (auto& [name, quantity] : quantities_) {
    state.section(name);
    quantity->serialize(state);
  }
}

}  // namespace emulator
