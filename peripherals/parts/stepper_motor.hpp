#pragma once
// Stepper motors: a bipolar one with two windings, and the 28BYJ-48, unipolar with a gear.
//
// stepper_motor: A1, A2, B1, B2. Attributes: "steps" (200) a turn; "volts" (12) and "ohms" (30) of a winding.
// 28byj48: blue, pink, yellow, orange (the order in which a driver board's IN1 … IN4 switch them), red. Attributes:
// "volts" (5), "ohms" (50) of a winding, "gear" (63.68395; many count 64). The rotor has 32 full steps a turn.
// Both: "max_steps_per_second" (1000), how fast the rotor can follow. Readings: angle in degrees, steps.
// A winding's field follows its voltage at once and in proportion; a fifth of the full field turns the rotor.
// Not modelled: inductance, load, inertia and resonance (it loses steps by speed alone), detents. In doubt: the
// 28BYJ-48's gear, winding and direction (here blue, pink, yellow, orange turns it to larger angles).
#include <array>
#include <memory>

#include "emulator/analog/passive.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/step_rotor.hpp"

namespace parts {

class SteppingMotor : public Part {
 public:
  void wired() override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 protected:
  struct Model {
    double volts, ohms, steps_per_turn;
  };
  SteppingMotor(const Setup&, const Model&);
  void add_winding(emulator::Terminal& from, emulator::Terminal& to);
  double share(unsigned winding) const;  // of its full field, with its sign
  virtual void look() = 0;
  void field(double a, double b) { rotor_.field(a, b, machine_.now()); }

  std::string label_;

 private:
  Model model_;
  StepRotor rotor_;
  struct Winding {
    emulator::Terminal &from, &to;
    std::unique_ptr<emulator::analog::Resistor> load;
  };
  std::vector<Winding> windings_;
};

class StepperMotor final : public SteppingMotor {
 public:
  explicit StepperMotor(const Setup&);

 private:
  void look() override { field(share(0), share(1)); }
  emulator::Terminal a1_, a2_, b1_, b2_;
};

class Stepper28byj48 final : public SteppingMotor {
 public:
  explicit Stepper28byj48(const Setup&);

 private:
  void look() override { field(share(0) - share(2), share(1) - share(3)); }
  std::array<emulator::Terminal, 4> coils_;
  emulator::Terminal red_;
};

}  // namespace parts
