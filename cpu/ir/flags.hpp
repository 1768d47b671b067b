#pragma once
// Which flags an operation touches, as a set of bits.
#include "cpu/ir/op.hpp"

namespace cpu::ir::flag {

inline constexpr u8 N = 1, Z = 2, C = 4, V = 8, all = 15;

u8 writes(Code);     // those it always overwrites
u8 may_write(Code);  // and those it overwrites for some operands
// Those that must be right when it begins. An access may fault or be answered by a device that raises an interrupt, and
// then the flags go to the guest's stack: so every access wants all of them.
u8 reads(Code);

}  // namespace cpu::ir::flag
