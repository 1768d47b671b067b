#include "peripherals/parts/slide_switch.hpp"

namespace parts {

namespace {
constexpr double closed = 0.05, open = emulator::high_impedance;  // ohms
}

SlideSwitch::SlideSwitch(const Setup& setup)
    : Part(setup),
      common_(setup.prefix + setup.name + ".common"),
      a_(setup.prefix + setup.name + ".a"),
      b_(setup.prefix + setup.name + ".b"),
      position_(quantity(setup.name, "", 0, {0, 1})),
      to_a_(setup.prefix + setup.name, common_, a_, closed),
      to_b_(setup.prefix + setup.name, common_, b_, open) {
  add(common_, "common");
  add(a_, "a");
  add(b_, "b");
  position_.watch([this](double) {  // breaks before it makes
    (at_b() ? to_a_ : to_b_).ohms(open);
    (at_b() ? to_b_ : to_a_).ohms(closed);
  });
}

void SlideSwitch::wired() {
  machine_.analog.add(to_a_);
  machine_.analog.add(to_b_);
}

void SlideSwitch::serialize(emulator::State& state) {
  Part::serialize(state);
  if (!state.loading()) return;
  to_a_.restore(at_b() ? open : closed);
  to_b_.restore(at_b() ? closed : open);
}

}  // namespace parts
