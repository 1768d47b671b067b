#pragma once
// A push button to ground. Its quantity, named like the button, is 1 while a finger presses it.
//
// Attributes: "bounce": how long the contact chatters after each change, in milliseconds (0: not at all); "ohms" (0.05)
// between pin and ground while it is closed.
// Not modelled: contact resistance that changes with age and force.
#include "peripherals/parts/bouncing_contact.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Button final : public Part {
 public:
  explicit Button(const Setup&);
  bool pressed() const { return contact_.pressed(); }
  bool closed() const { return contact_.closed(); }  // the contact, which may still bounce
  void serialize(emulator::State&) override;

 private:
  emulator::Terminal pin_;
  emulator::Quantity& finger_;
  double ohms_;
  BouncingContact contact_;
};

}  // namespace parts
