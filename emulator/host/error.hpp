#pragma once
// What goes wrong outside the machine, told in one sentence.
#include <stdexcept>

namespace emulator {

struct HostError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace emulator
