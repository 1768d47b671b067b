#pragma once
// A coil between two nets: of a relay or a motor that stands still, for example. Its wire's resistance is a resistor's
// business.
//
// Attributes: "henries" (1e-3). Not modelled: saturation, capacitance, coupling.
#include "peripherals/parts/two_legged.hpp"

namespace parts {

class Inductor final : public TwoLegged {
 public:
  explicit Inductor(const Setup&);
  emulator::analog::Inductor& element() override { return inductor_; }

 private:
  emulator::analog::Inductor inductor_;
};

}  // namespace parts
