#pragma once
// Looking at how a part is wired, in wired().
#include "emulator/net.hpp"

namespace parts {

// Nothing else is where this terminal is. (In a circuit every terminal has a net.)
inline bool alone(const emulator::Terminal& terminal) {
  return !terminal.net() || terminal.net()->terminals().size() == 1;
}

}  // namespace parts
