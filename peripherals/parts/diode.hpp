#pragma once
// A diode. Attributes: "forward_volts" (0.7) at "milliamps" (10), "emission" (1.75), "series_ohms" (0.5). A Schottky
// diode has some 0.35 V and an emission coefficient of 1.05.
// Not modelled: breakdown, capacitance, temperature.
#include "emulator/analog/semiconductors.hpp"
#include "peripherals/parts/two_legged.hpp"

namespace parts {

class Diode final : public TwoLegged {
 public:
  explicit Diode(const Setup&);
  emulator::analog::Diode& element() override { return diode_; }

 private:
  emulator::analog::Diode diode_;
};

}  // namespace parts
