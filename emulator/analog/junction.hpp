#pragma once
// A p-n junction: Shockley's equation, and how far Newton's method may go at once on its steep side.
#include "emulator/analog/stamp.hpp"

namespace emulator::analog {

inline constexpr double thermal_volts = 1.380649e-23 * 300.15 / 1.602176634e-19;  // kT/q at 27 degC

struct Junction {
  double amps, siemens;  // at the voltage asked for
};

// `scale`: emission coefficient times thermal voltage.
Junction junction_at(double volts, double saturation_amps, double scale);

// The voltage to linearise at: the guess, or one from which the iteration gets on. After Nagel, "SPICE2: A computer
// program to simulate semiconductor circuits" (1975), appendix on limiting.
double limit_junction(Stamp&, unsigned slot, double guess, double saturation_amps, double scale);

// The guess, or what lies `most` from the voltage before.
double limit_change(Stamp&, unsigned slot, double guess, double most);

}  // namespace emulator::analog
