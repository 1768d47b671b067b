#pragma once
// A contact that a finger closes and that chatters for a while after each change, at random moments.
#include <functional>
#include <string>

#include "emulator/machine.hpp"

namespace parts {

class BouncingContact {
 public:
  // `on_change`: the contact, which may still bounce.
  BouncingContact(emulator::Machine&, const std::string& name, double bounce_milliseconds,
                  std::function<void(bool closed)> on_change);
  void press(bool pressed);
  bool pressed() const { return pressed_; }
  bool closed() const { return closed_; }
  void serialize(emulator::State&);

 private:
  void bounce();
  void contact(bool closed);

  emulator::Machine& machine_;
  emulator::Duration bounce_time_;
  std::function<void(bool)> on_change_;
  bool pressed_ = false, closed_ = false;
  emulator::Time quiet_{};  // when the contact has settled
  emulator::Random chance_;
  emulator::Event bounce_;
};

}  // namespace parts
