#pragma once
// A resistor between two nets.
//
// Attributes: "ohms" (1000). Not modelled: tolerance, power and heat.
#include "peripherals/parts/two_legged.hpp"

namespace parts {

class Resistor final : public TwoLegged {
 public:
  explicit Resistor(const Setup&);
  emulator::analog::Resistor& element() override { return resistor_; }

 private:
  emulator::analog::Resistor resistor_;
};

}  // namespace parts
