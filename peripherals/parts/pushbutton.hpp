#pragma once
// A push button between two nets. Its quantity, named like the part, is 1 while a finger presses it.
//
// Attributes: "bounce": how long the contact chatters after each change, in milliseconds (0: not at all).
#include "peripherals/parts/bouncing_contact.hpp"
#include "peripherals/parts/two_legged.hpp"

namespace parts {

class Pushbutton final : public TwoLegged {
 public:
  explicit Pushbutton(const Setup&);
  emulator::analog::Resistor& element() override { return switch_; }
  void serialize(emulator::State&) override;

 private:
  emulator::Quantity& finger_;
  emulator::analog::Resistor switch_;
  BouncingContact contact_;
};

}  // namespace parts
