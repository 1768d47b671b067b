#pragma once
// Two machines that should do the same: are they in the same state, and if not, what is it that differs?
#include <functional>
#include <string>

#include "emulator/machine.hpp"

namespace emulator {

struct LockstepSide {
  std::string name;  // of its engine
  Machine& machine;
};

// All there is: registers, memory, devices, parts, what they wait for, and time.
bool same_state(Machine&, Machine&);

// Both are in the same state. Runs them to a time at which they are not any more and tells the difference in several
// lines: when, the registers and words of memory with the values of both, the instructions that led there as the
// reference executed them, the last accesses to devices where they are not the same. `symbol`: what code is called at
// an address; may be empty.
std::string tell_difference(const LockstepSide& tested, const LockstepSide& reference, Time until,
                            const std::function<std::string(u32 address)>& symbol = {});

}  // namespace emulator
