#pragma once
// A load cell: a full bridge of four strain gauges. Terminals E+ and E- (red and black: excitation), S+ and S- (green
// and white: signal).
//
// Quantity: mass in kg. Attributes: "capacity" in kg (5), "sensitivity" in mV/V at that (1), "ohms" of a gauge (1000),
// "zero": its signal without a load in mV/V (0). Not modelled: creep, temperature, non-linearity; what is put on it
// swings at once.
#include "emulator/analog/passive.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class LoadCell final : public Part {
 public:
  explicit LoadCell(const Setup&);
  void wired() override;
  void serialize(emulator::State&) override;

 private:
  double strain() const;  // the relative change of a gauge
  double ohms(bool stretched) const { return ohms_ * (stretched ? 1 + strain() : 1 - strain()); }

  emulator::Terminal excitation_plus_, excitation_minus_, signal_plus_, signal_minus_;
  emulator::Quantity& mass_;
  double capacity_, sensitivity_, ohms_, zero_;
  emulator::analog::Resistor top_plus_, bottom_plus_, top_minus_, bottom_minus_;
};

}  // namespace parts
