#include "peripherals/parts/button.hpp"

namespace parts {

namespace {
constexpr double contact_ohms = 0.05;  // typical of tact switches: at most 100 milliohm when new
}

Button::Button(const Setup& setup)
    : Part(setup),
      pin_(setup.prefix + setup.name + ".pin"),
      finger_(quantity(setup.name, "", 0, {0, 1})),
      ohms_(setup.attributes.number("ohms", contact_ohms, 1e-3, 1e6)),
      contact_(setup.machine, setup.prefix + setup.name, setup.attributes.number("bounce", 0, 0, 1000),
               [this](bool closed) { closed ? pin_.drive(0, ohms_) : pin_.release(); }) {
  add(pin_, "pin");
  finger_.watch([this](double value) { contact_.press(value >= 0.5); });
}

void Button::serialize(emulator::State& state) {
  Part::serialize(state);
  state(contact_);
}

}  // namespace parts
