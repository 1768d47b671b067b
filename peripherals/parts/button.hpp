#pragma once
// A push button to ground. Its quantity, named like the button, is 1 while a finger presses it.
//
// Attributes: "bounce": how long the contact chatters after each change, in milliseconds (0: not at all).
// Not modelled: contact resistance that changes with age and force.
#include "emulator/time.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Button final : public Part {
 public:
  explicit Button(const Setup&);
  bool pressed() const { return pressed_; }
  bool closed() const { return closed_; }  // the contact, which may still bounce
  void serialize(emulator::State&) override;

 private:
  void moved(double value);
  void bounce();
  void contact(bool closed);

  emulator::Terminal pin_;
  emulator::Quantity& finger_;
  emulator::Duration bounce_time_;
  bool pressed_ = false, closed_ = false;
  emulator::Time quiet_{};  // when the contact has settled
  emulator::Random chance_;
  emulator::Event bounce_;
};

}  // namespace parts
