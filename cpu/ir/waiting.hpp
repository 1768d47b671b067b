#pragma once
// Loops that only wait: a block that leads back to itself and stores nothing, and after whose rounds all registers and
// flags are what they were after the round before, as long as what it loads stays the same. Nothing that a round reads
// was written by the round before.
#include <span>

#include "cpu/ir/op.hpp"

namespace cpu::ir {

// Whether operations that begin at `start` are one, going round by taken_pc or fall_pc.
bool waits(std::span<const Op>, u32 start, u32 taken_pc, u32 fall_pc);

// So often may a round turn out to be no waiting before nobody looks any more.
constexpr u8 patience = 16;

}  // namespace cpu::ir
