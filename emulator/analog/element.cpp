#include "emulator/analog/element.hpp"

#include "emulator/analog/island.hpp"

namespace emulator::analog {

Element::Element(std::string name, std::vector<Terminal*> legs) : name_(std::move(name)), legs_(std::move(legs)) {}

Element::~Element() {
  if (island_) island_->leave(*this);
}

double Element::volts(unsigned from, unsigned to) const { return legs_[from]->volts() - legs_[to]->volts(); }

double Element::milliamps(unsigned leg) const { return island_ ? island_->amps(*this, leg) * 1000 : 0; }

void Element::bind(Island* island, std::vector<Node> nodes, Node ground, Node first_extra, unsigned first_junction) {
  island_ = island;
  nodes_ = std::move(nodes);
  ground_ = ground;
  first_extra_ = first_extra;
  first_junction_ = first_junction;
}

void Element::change(const std::function<void()>& how) {
  if (!island_) return how();
  island_->element_changes(how);
}

}  // namespace emulator::analog
