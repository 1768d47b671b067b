#include "peripherals/parts/potentiometer.hpp"

#include <algorithm>

namespace parts {

namespace {
constexpr double least_ohms = 1;  // of the contact at the end of the track
}

Potentiometer::Potentiometer(const Setup& setup)
    : Part(setup),
      a_(setup.prefix + setup.name + ".a"),
      wiper_(setup.prefix + setup.name + ".wiper"),
      b_(setup.prefix + setup.name + ".b"),
      position_(quantity(setup.name, "", 0.5, {0, 1})),
      ohms_(setup.attributes.number("ohms", 10e3, 10, 1e8)),
      to_a_(setup.prefix + setup.name, a_, wiper_, ohms(position_.value())),
      to_b_(setup.prefix + setup.name, wiper_, b_, ohms(1 - position_.value())) {
  add(a_, "a");
  add(wiper_, "wiper");
  add(b_, "b");
  position_.watch([this](double position) {
    to_a_.ohms(ohms(position));
    to_b_.ohms(ohms(1 - position));
  });
}

double Potentiometer::ohms(double share) const { return std::max(share * ohms_, least_ohms); }

void Potentiometer::wired() {
  machine_.analog.add(to_a_);
  machine_.analog.add(to_b_);
}

void Potentiometer::serialize(emulator::State& state) {
  Part::serialize(state);
  if (!state.loading()) return;
  to_a_.restore(ohms(position_.value()));
  to_b_.restore(ohms(1 - position_.value()));
}

}  // namespace parts
