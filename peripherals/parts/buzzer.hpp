#pragma once
// A buzzer between `plus` and `minus`. A passive one sounds at the frequency that it is driven with; an active one at
// its own while it has voltage. It is a plain resistance to the circuit.
//
// Attributes: "active" (false), "hertz" of an active one (2300), "ohms" (passive, a piezo disc: 1e6; active: 110, which
// takes 30 mA at 3.3 V).
// Readings: frequency in Hz (0: silent), sounding (1 or 0).
// A speaker is a passive one of 8 ohm. What is heard can be written to a file (emulator/wav.hpp).
// In doubt: how much voltage it needs, 1.2 V (a speaker: 0.1 V).
// Not modelled: loudness, resonance, a disc's capacitance, a magnetic one's coil.
#include "emulator/analog/passive.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Buzzer : public Part {
 public:
  explicit Buzzer(const Setup& setup) : Buzzer(setup, setup.attributes.flag("active", false)) {}
  void wired() override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

  double frequency() const;                                     // 0: silent
  double own_tone() const { return active_ ? own_hertz_ : 0; }  // 0: it sounds as it is driven
  double least_volts() const { return high_volts_; }

 protected:
  Buzzer(const Setup&, bool active, double ohms = 0);  // 0: by its kind

 private:
  void look();

  std::string label_;
  emulator::Terminal plus_, minus_;
  bool active_;
  double own_hertz_, high_volts_, low_volts_;
  emulator::analog::Resistor load_;
  bool high_ = false;
  unsigned rises_ = 0;           // since it was silent, no more than two
  emulator::Time rose_{};        // the last time
  emulator::Duration period_{};  // between the last two
};

class Speaker final : public Buzzer {
 public:
  explicit Speaker(const Setup& setup) : Buzzer(setup, false, 8) {}
};

}  // namespace parts
