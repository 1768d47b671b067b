#pragma once
// A brushed DC motor, perhaps with a gear, and an encoder on its shaft.
//
// Its speed follows the voltage between plus and minus as a first-order lag (the
// winding's inductance is left out, so PWM of any frequency above 1/tau is averaged). Where no current can flow,
// because an end of the winding is let go, it coasts. Terminals: plus, minus; A and B of the encoder, two square waves
// a quarter apart: A leads while it turns forwards. Attributes: "volts" (6) and "rpm" (200) without load; "tau_ms"
// (100); "coast_ms" (800), the same while it coasts; "ohms" (10) of the winding; "pulses_per_turn" (0: no encoder) of A
// and of B; "encoder_volts" (the board's). Readings: speed in rpm and angle in degrees, both negative backwards.
// What it takes falls from volts / "ohms" at a standstill to "idle_milliamps" (60, at "volts") at full speed, as the
// voltage that it makes itself rises; it is followed in steps. Not modelled: load (it turns at the slightest voltage),
// what it gives back while it brakes, noise.
#include "emulator/analog/passive.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class DcMotor final : public Part {
 public:
  explicit DcMotor(const Setup&);
  void wired() override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 private:
  struct Motion {
    double rpm, turns;
  };
  Motion at(emulator::Time) const;
  void look();
  void advance();
  bool coasts() const;
  void show_encoder();
  void plan();
  void show_current();

  std::string label_;
  emulator::Terminal plus_, minus_, a_, b_;
  double rpm_per_volt_, tau_, coast_tau_, ohms_;
  double own_volts_per_rpm_;  // that it makes while it turns
  double pulses_, encoder_volts_;
  emulator::analog::Resistor winding_;
  Motion motion_{0, 0};  // at since_
  double target_ = 0;    // rpm
  double present_tau_;   // seconds
  double quarter_ = 0;   // of the encoder's period, a whole number
  emulator::Time since_{};
  emulator::Event edge_;    // of the encoder, or a look whether it is time
  emulator::Event faster_;  // by so much that it takes less
};

}  // namespace parts
