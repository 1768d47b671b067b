#pragma once
// A buzzer between `plus` and `minus`. A passive one sounds at the frequency that it is driven with; an active one at
// its own while it has voltage. It is a plain resistance to the circuit.
//
// Attributes: "active" (false), "hertz" of an active one (2300), "ohms" (passive, a piezo disc: 1e6; active: 110, which
// takes 30 mA at 3.3 V).
// Readings: frequency in Hz (0: silent), sounding (1 or 0).
// Not modelled: loudness, resonance, a disc's capacitance, a magnetic one's coil.
#include "emulator/analog/passive.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Buzzer final : public Part {
 public:
  explicit Buzzer(const Setup&);
  void wired() override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

  double frequency() const;  // 0: silent

 private:
  void look();

  std::string label_;
  emulator::Terminal plus_, minus_;
  bool active_;
  double own_hertz_;
  emulator::analog::Resistor load_;
  bool high_ = false;
  unsigned rises_ = 0;           // since it was silent, no more than two
  emulator::Time rose_{};        // the last time
  emulator::Duration period_{};  // between the last two
};

}  // namespace parts
