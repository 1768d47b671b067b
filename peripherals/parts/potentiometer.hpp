#pragma once
// A potentiometer: a resistance between `a` and `b` with a wiper. Its quantity, named like the part, says where the
// wiper is: 0 at `a`, 1 at `b`.
//
// Attributes: "ohms" (10000). Not modelled: logarithmic tracks, noise of the wiper.
#include "emulator/analog/passive.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Potentiometer final : public Part {
 public:
  explicit Potentiometer(const Setup&);
  void wired() override;
  void serialize(emulator::State&) override;

 private:
  double ohms(double share) const;

  emulator::Terminal a_, wiper_, b_;
  emulator::Quantity& position_;
  double ohms_;
  emulator::analog::Resistor to_a_, to_b_;
};

}  // namespace parts
