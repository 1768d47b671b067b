#pragma once
#include "emulator/time.hpp"

namespace emulator {

// A chip whose cores tell each other by devices when memory that they share is ready (locks, FIFOs, events): there they
// meet in order of time, to the cycle. Code that only looks at memory until it changes sees that this much later at
// most, or earlier. The cores of other chips meet in memory every microsecond.
struct LooseCores {
  virtual ~LooseCores() = default;
  virtual Duration quantum() const = 0;
};

}  // namespace emulator
