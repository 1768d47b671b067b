#pragma once
// What an ohmmeter shows between two nets of a circuit that is switched off: resistors and switches as they stand,
// coils as wire, capacitors charged. Nothing drives a net meanwhile. Semiconductors block, as most do for the 0.2 V or
// so of a meter in its low range; sources count as open. Not modelled: what chips and modules without power let
// through.
#include "emulator/analog/analog.hpp"

namespace emulator::analog {

// Infinite where nothing joins them.
double ohms_between(const Analog&, const Net& red, const Net& black);

}  // namespace emulator::analog
