#include "peripherals/parts/pushbutton.hpp"

namespace parts {

namespace {
constexpr double closed_ohms = 0.05;
double ohms(bool closed) { return closed ? closed_ohms : emulator::high_impedance; }
}  // namespace

Pushbutton::Pushbutton(const Setup& setup)
    : TwoLegged(setup, "a", "b"),
      finger_(quantity(setup.name, "", 0, {0, 1})),
      switch_(label_, first_, second_, ohms(false)),
      contact_(setup.machine, label_, setup.attributes.number("bounce", 0, 0, 1000),
               [this](bool closed) { switch_.ohms(ohms(closed)); }) {
  finger_.watch([this](double value) { contact_.press(value >= 0.5); });
}

void Pushbutton::serialize(emulator::State& state) {
  Part::serialize(state);
  state(contact_);
  if (state.loading()) switch_.restore(ohms(contact_.closed()));
}

}  // namespace parts
