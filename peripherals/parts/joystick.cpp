#include "peripherals/parts/joystick.hpp"

#include <algorithm>

namespace parts {

namespace {
constexpr double least_ohms = 1, closed_ohms = 0.05;
double contact(bool closed) { return closed ? closed_ohms : emulator::high_impedance; }
}  // namespace

Joystick::Track::Track(Joystick& stick, const std::string& axis, emulator::Terminal& wiper)
    : position(stick.quantity(axis, "", 0, {-1, 1})),
      ohms(stick.ohms_),
      to_ground(stick.label_ + "." + axis, stick.gnd_, wiper, lower()),
      to_supply(stick.label_ + "." + axis, wiper, stick.vcc_, upper()) {
  position.watch([this](double) {
    to_ground.ohms(lower());
    to_supply.ohms(upper());
  });
}

double Joystick::Track::lower() const { return std::max((1 + position.value()) / 2 * ohms, least_ohms); }
double Joystick::Track::upper() const { return std::max((1 - position.value()) / 2 * ohms, least_ohms); }

Joystick::Joystick(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      ohms_(setup.attributes.number("ohms", 10e3, 10, 1e8)),
      vcc_(label_ + ".VCC"),
      gnd_(label_ + ".GND"),
      vrx_(label_ + ".VRX"),
      vry_(label_ + ".VRY"),
      sw_(label_ + ".SW"),
      x_(*this, "x", vrx_),
      y_(*this, "y", vry_),
      finger_(quantity(setup.name, "", 0, {0, 1})),
      switch_(label_, sw_, gnd_, contact(false)),
      contact_(setup.machine, label_, setup.attributes.number("bounce", 0, 0, 1000),
               [this](bool closed) { switch_.ohms(contact(closed)); }) {
  add(vcc_, "VCC");
  add(gnd_, "GND");
  add(vrx_, "VRX");
  add(vry_, "VRY");
  add(sw_, "SW");
  finger_.watch([this](double value) { contact_.press(value >= 0.5); });
}

void Joystick::wired() {
  for (Track* track : {&x_, &y_}) {
    machine_.analog.add(track->to_ground);
    machine_.analog.add(track->to_supply);
  }
  machine_.analog.add(switch_);
}

void Joystick::serialize(emulator::State& state) {
  Part::serialize(state);
  state(contact_);
  if (!state.loading()) return;
  for (Track* track : {&x_, &y_}) {
    track->to_ground.restore(track->lower());
    track->to_supply.restore(track->upper());
  }
  switch_.restore(contact(contact_.closed()));
}

}  // namespace parts
