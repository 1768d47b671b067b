#pragma once
#include "emulator/types.hpp"

namespace emulator {

// A device with registers that firmware polls. Steady: reading it has no effect, and gives the same until an event, a
// write or somebody else's access. Whoever waits for such a register sees nothing new before the next of these.
struct Steady {
  virtual ~Steady() = default;
  virtual bool steady(u32 offset) const = 0;
};

}  // namespace emulator
