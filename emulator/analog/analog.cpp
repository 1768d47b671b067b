#include "emulator/analog/analog.hpp"

#include <algorithm>
#include <numeric>

namespace emulator::analog {

void Analog::add(Element& element) {
  for (std::size_t leg = 0; leg < element.legs_.size(); ++leg) {
    Terminal& terminal = *element.legs_[leg];
    if (terminal.net()) continue;
    element.open_.push_back(std::make_unique<Net>(terminal.name() + " (open)"));
    terminal.connect(*element.open_.back());
  }
  elements_.push_back(&element);
  rewired();
}

void Analog::remove(Element& element) {
  std::erase(elements_, &element);
  rewired();
}

void Analog::rewired() {
  std::map<const Element*, double> stored;
  for (const auto& island : islands_) island->collect(stored);
  build([&](const Element& e) {
    const auto found = stored.find(&e);
    return found == stored.end() ? e.storage()->initial : found->second;
  });
}

// Elements whose legs share a net that no supply holds belong together. Islands and what is in them keep the order of
// the elements.
void Analog::build(const Island::Stored& stored) {
  islands_.clear();
  neighbours_.clear();
  std::vector<std::size_t> group(elements_.size());
  std::iota(group.begin(), group.end(), std::size_t{0});
  const auto find = [&](std::size_t i) {
    while (group[i] != i) i = group[i];
    return i;
  };
  std::map<const Net*, std::size_t> first_at;
  for (std::size_t i = 0; i < elements_.size(); ++i)
    for (unsigned leg = 0; leg < elements_[i]->legs().size(); ++leg) {
      const Net& net = elements_[i]->net(leg);
      if (net.rail()) continue;
      const auto [at, fresh] = first_at.emplace(&net, i);
      const std::size_t a = find(at->second), b = find(i);
      group[std::max(a, b)] = std::min(a, b);
    }
  for (std::size_t first = 0; first < elements_.size(); ++first) {
    if (find(first) != first) continue;
    std::vector<Element*> members;
    std::vector<Net*> nets, rails;
    for (std::size_t i = first; i < elements_.size(); ++i) {
      if (find(i) != first) continue;
      members.push_back(elements_[i]);
      for (unsigned leg = 0; leg < elements_[i]->legs().size(); ++leg) {
        Net& net = elements_[i]->net(leg);
        auto& kind = net.rail() ? rails : nets;
        if (std::ranges::find(kind, &net) == kind.end()) kind.push_back(&net);
      }
    }
    islands_.push_back(std::make_unique<Island>(scheduler_, findings_, nets, rails, members, stored));
    for (Net* rail : rails) neighbours_[rail].push_back(islands_.back().get()), watch(*rail);
  }
}

void Analog::watch(Net& rail) {
  if (std::ranges::find(watched_, &rail) != watched_.end()) return;
  watched_.push_back(&rail);
  rail.watchers.push_back([this](const Net& net) {
    if (const auto found = neighbours_.find(&net); found != neighbours_.end())
      for (Island* island : found->second) island->rails_changed();
  });
}

double Analog::milliamps_from(const Net& rail) const {
  double sum = 0;
  for (const Element* e : elements_)
    for (unsigned leg = 0; leg < e->legs().size(); ++leg)
      if (&e->net(leg) == &rail) sum += e->milliamps(leg);
  return sum;
}

void Analog::serialize(State& state) {
  state.section("analog");
  for (auto& island : islands_) island->serialize(state);
  if (!state.loading()) return;
  for (auto& island : islands_) island->restored();
}

}  // namespace emulator::analog
