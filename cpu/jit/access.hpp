#pragma once
// One operation that reaches memory, made by the guest.
#include "cpu/ir/guest.hpp"

namespace cpu::jit {

using namespace emulator;

// Loads, stores, push, pop, ldm, stm and pop_jump. False: a fault.
bool access(ir::Guest&, const ir::Op&);

// Host code holds where the RAM begins. Whether that is still so; where there is no RAM it does not matter.
inline bool begins_at(const Bus::Window& window, u32 base) { return !window.readable[0] || window.base == base; }

}  // namespace cpu::jit
