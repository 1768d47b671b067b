#pragma once
// What firmware asks of a part and we do not model is a finding, told once.
#include <string>

#include "emulator/machine.hpp"

namespace parts {

inline void tell_gap(emulator::Machine& machine, const std::string& part, const std::string& what) {
  machine.circuit_findings.tell(emulator::CircuitFinding::Kind::bad_signal, part + " " + what,
                                part + ": " + what + " is not modelled");
}

}  // namespace parts
