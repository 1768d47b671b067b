#pragma once
// What of a chip's blocks is not modelled, by name.
#include <span>
#include <string>
#include <vector>

#include "emulator/chip.hpp"

namespace emulator {

// "POWER.X.FIELD" for a todo field, "CCM" for a whole block, in the order of the blocks.
std::vector<std::string> unmodelled(std::span<const Chip::Block>);

}  // namespace emulator
