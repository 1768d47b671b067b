#include "peripherals/parts/bouncing_contact.hpp"

#include <algorithm>

namespace parts {

BouncingContact::BouncingContact(emulator::Machine& machine, const std::string& name, double bounce_milliseconds,
                                 std::function<void(bool)> on_change)
    : machine_(machine),
      bounce_time_(static_cast<emulator::i64>(bounce_milliseconds * 1e9)),
      on_change_(std::move(on_change)),
      chance_(machine.random(name + ".bounce")),
      bounce_(machine.scheduler, name + ".bounce", [this] { bounce(); }) {}

void BouncingContact::press(bool pressed) {
  if (pressed == pressed_) return;
  pressed_ = pressed;
  contact(pressed);
  quiet_ = machine_.now() + bounce_time_;
  if (bounce_time_.count()) bounce();
}

// Chatters at random moments, twenty times on the average, and is quiet in the right position.
void BouncingContact::bounce() {
  const emulator::Time now = machine_.now();
  if (now >= quiet_) return contact(pressed_);
  contact(chance_.below(2) != 0);
  bounce_.at(std::min(quiet_, now + (1 + chance_.below(9)) * (bounce_time_ / 100)));
}

void BouncingContact::contact(bool closed) {
  closed_ = closed;
  on_change_(closed);
}

void BouncingContact::serialize(emulator::State& state) {
  emulator::i64 quiet = quiet_.time_since_epoch().count();
  state(pressed_, closed_, quiet, chance_, bounce_);
  quiet_ = emulator::Time{emulator::Duration{quiet}};
}

}  // namespace parts
