#pragma once
// The rotor of a stepper motor: it turns to where the field of its windings points, as fast as it can. A field that has
// gone more than two full steps ahead of it is nearer from behind: it loses steps.
#include "emulator/state.hpp"
#include "emulator/time.hpp"

namespace parts {

class StepRotor {
 public:
  explicit StepRotor(double most_steps_per_second) : most_(most_steps_per_second) {}

  // The field of two windings a full step (a quarter of a period) apart, as shares of what they are made for.
  void field(double a, double b, emulator::Time now);
  double steps(emulator::Time now) const;  // full steps since power first came
  void serialize(emulator::State&);

 private:
  double most_;
  double from_ = 0, to_ = 0;
  emulator::Time since_{};
};

// Where a field points, in full steps: 0 (all of a) to below 4. The same on every host.
double field_direction(double a, double b);

}  // namespace parts
