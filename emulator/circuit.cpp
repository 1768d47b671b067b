#include "emulator/circuit.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace emulator {

namespace {

using Names = std::pair<std::string, std::string>;

Net& named(Nets& nets, const std::string& name) {
  if (Net* net = nets.find(name)) return *net;
  throw StateError("the snapshot has a net \"" + name + "\", which this machine has not");
}

}  // namespace

I2cBus* Circuit::i2c_with(const Terminal& leg) {
  const auto it = std::ranges::find_if(i2c_, [&](const auto& entry) { return entry.second.has(leg); });
  return it == i2c_.end() ? nullptr : &it->second;
}

void Circuit::reset() {
  for (auto& [pair, bus] : i2c_) bus.reset();
}

// By name: the map's own order is that of addresses in the host's memory.
void Circuit::serialize(State& state) {
  state.section("circuit");
  std::vector<std::pair<Names, I2cBus*>> saved;
  for (auto& [key, bus] : i2c_) {
    if (!state.loading() && bus.decoded()) saved.emplace_back(Names{bus.scl().name(), bus.sda().name()}, &bus);
  }
  std::ranges::sort(saved);
  u32 count = static_cast<u32>(saved.size());
  state(count);
  for (u32 i = 0; i < count; ++i) {
    Names names = state.loading() ? Names{} : saved[i].first;
    state(names.first, names.second);
    I2cBus& bus = state.loading() ? i2c(named(nets, names.first), named(nets, names.second)) : *saved[i].second;
    bus.serialize(state);
  }
  if (state.loading()) nets.settle();
}

}  // namespace emulator
