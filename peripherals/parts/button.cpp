#include "peripherals/parts/button.hpp"

#include <algorithm>

namespace parts {

namespace {
constexpr double contact_ohms = 0.05;  // typical of tact switches: at most 100 milliohm when new
}

Button::Button(const Setup& setup)
    : Part(setup),
      pin_(setup.prefix + setup.name + ".pin"),
      finger_(quantity(setup.name, "", 0, {0, 1})),
      bounce_time_(static_cast<emulator::i64>(setup.attributes.number("bounce", 0, 0, 1000) * 1e9)),
      chance_(setup.machine.random(setup.prefix + setup.name + ".bounce")),
      bounce_(setup.machine.scheduler, setup.prefix + setup.name + ".bounce", [this] { bounce(); }) {
  add(pin_, "pin");
  finger_.watch([this](double value) { moved(value); });
}

void Button::moved(double value) {
  const bool pressed = value >= 0.5;
  if (pressed == pressed_) return;
  pressed_ = pressed;
  contact(pressed);
  quiet_ = machine_.now() + bounce_time_;
  if (bounce_time_.count()) bounce();
}

// Chatters at random moments, twenty times on the average, and is quiet in the right position.
void Button::bounce() {
  const emulator::Time now = machine_.now();
  if (now >= quiet_) return contact(pressed_);
  contact(chance_.below(2) != 0);
  bounce_.at(std::min(quiet_, now + (1 + chance_.below(9)) * (bounce_time_ / 100)));
}

void Button::contact(bool closed) {
  closed_ = closed;
  if (closed)
    pin_.drive(0, contact_ohms);
  else
    pin_.release();
}

void Button::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 quiet = quiet_.time_since_epoch().count();
  state(pressed_, closed_, quiet, chance_, bounce_);
  quiet_ = emulator::Time{emulator::Duration{quiet}};
}

}  // namespace parts
