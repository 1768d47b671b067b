#include "peripherals/parts/tilt_switch.hpp"

#include <algorithm>

namespace parts {

namespace {
constexpr double closed_ohms = 10;
double ohms(bool closed) { return closed ? closed_ohms : emulator::high_impedance; }
}  // namespace

TiltSwitch::TiltSwitch(const Setup& setup)
    : TwoLegged(setup, "a", "b"),
      tilt_(quantity("tilt", "deg", 0, {0, 180})),
      opens_at_(setup.attributes.number("opens_at", 45, 1, 179)),
      closes_at_(setup.attributes.number("closes_at", std::max(opens_at_ - 5, 0.5), 0, 179)),
      switch_(label_, first_, second_, ohms(true)),
      contact_(setup.machine, label_, setup.attributes.number("bounce", 20, 0, 1000),
               [this](bool open) { switch_.ohms(ohms(!open)); }) {
  if (closes_at_ > opens_at_) throw PartError("\"closes_at\" must not be above \"opens_at\"");
  tilt_.watch([this](double degrees) { tilted(degrees); });
}

// The contact of our own that bounces is "pressed" while the switch is open.
void TiltSwitch::tilted(double degrees) {
  if (degrees >= opens_at_) contact_.press(true);
  if (degrees <= closes_at_) contact_.press(false);
}

void TiltSwitch::serialize(emulator::State& state) {
  Part::serialize(state);
  state(contact_);
  if (state.loading()) switch_.restore(ohms(!contact_.closed()));
}

}  // namespace parts
