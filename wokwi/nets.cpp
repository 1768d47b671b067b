#include "wokwi/nets.hpp"

namespace wokwi {

PinName Nets::root(PinName pin) const {
  for (auto it = parent_.find(pin); it != parent_.end() && it->second != pin; it = parent_.find(pin)) pin = it->second;
  return pin;
}

void Nets::join(const PinName& a, const PinName& b) {
  parent_.try_emplace(a, a);
  parent_.try_emplace(b, b);
  parent_[root(b)] = root(a);
}

bool Nets::joined(const PinName& a, const PinName& b) const { return root(a) == root(b); }

std::vector<PinName> Nets::with(const PinName& pin) const {
  std::vector<PinName> pins;
  const PinName top = root(pin);
  for (const auto& [other, up] : parent_)
    if (root(other) == top) pins.push_back(other);
  if (pins.empty()) pins.push_back(pin);
  return pins;
}

}  // namespace wokwi
