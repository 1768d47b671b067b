#include "peripherals/parts/touch_pad.hpp"

#include <algorithm>

namespace parts {

namespace {

constexpr double most_picofarads = 10'000;

std::string quantity_of(const emulator::Net& net) { return net.name() + ".capacitance"; }

}  // namespace

double capacitance_on(emulator::World& world, const emulator::Net& net) {
  const emulator::Quantity* q = world.find(quantity_of(net));
  return q ? q->value() : 0;
}

TouchPad::TouchPad(const Setup& setup)
    : Part(setup),
      pad_(setup.prefix + setup.name + ".pad"),
      finger_(quantity(setup.name, "", 0, {0, 1})),
      picofarads_(setup.attributes.number("picofarads", 5, 0, 1000)),
      finger_picofarads_(setup.attributes.number("finger_picofarads", 60, 0, 1000)) {
  add(pad_, "pad");
  finger_.watch([this](double) { show(); });
}

void TouchPad::wired() {
  if (!pad_.net()) return;
  on_net_ = &machine_.world.quantity(quantity_of(*pad_.net()), "pF", 0, {0, most_picofarads});
  show();
}

void TouchPad::show() {
  if (!on_net_) return;
  const double now = picofarads_ + finger_.value() * finger_picofarads_;
  on_net_->set(std::clamp(on_net_->value() + now - shown_, 0.0, most_picofarads));
  shown_ = now;
}

void TouchPad::serialize(emulator::State& state) {
  Part::serialize(state);
  state(shown_);
}

}  // namespace parts
