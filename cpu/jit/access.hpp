#pragma once
// One operation that reaches memory, made by the guest.
#include "cpu/ir/guest.hpp"

namespace cpu::jit {

// Loads, stores, push, pop, ldm, stm and pop_jump. False: a fault.
bool access(ir::Guest&, const ir::Op&);

}  // namespace cpu::jit
