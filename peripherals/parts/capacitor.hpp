#pragma once
// A capacitor between two nets, empty when power comes.
//
// Attributes: "farads" (1e-7). Not modelled: leakage, series resistance, polarity.
#include "peripherals/parts/two_legged.hpp"

namespace parts {

class Capacitor final : public TwoLegged {
 public:
  explicit Capacitor(const Setup&);
  emulator::analog::Capacitor& element() override { return capacitor_; }

 private:
  emulator::analog::Capacitor capacitor_;
};

}  // namespace parts
