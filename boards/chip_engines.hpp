#pragma once
// The chips that a board file can name, with a choice of who executes their cores.
#include "boards/chips.hpp"
#include "cpu/engines.hpp"

namespace boards {

Chips built_in_chips(const cpu::Engines& engines);

}  // namespace boards
