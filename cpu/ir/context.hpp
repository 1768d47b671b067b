#pragma once
// What an engine works on: a core's flat register file and the position in its cycle budget.
#include "cpu/ir/op.hpp"

namespace cpu::ir {

struct Context {
  static constexpr unsigned pc = 15;
  // Flags: N is bit 31 of n; Z is z == 0; C and V are 0 or 1 (no bool: its stores came out as read, mask and write).
  u32 n = 0, z = 1;
  u8 c = 0, v = 0;
  alignas(16) u32 r[32] = {};  // r[15] is the address of the next instruction, exact between instructions

  u32 attention = 0;          // not zero: come to attend() after this instruction
  i64 until = 0, budget = 0;  // the cycle counter is until - budget
  const Op* at = nullptr;     // inside a slow access: the operation that makes it

  // For guests with windowed registers (Xtensa): all of them, of which r[window..window+15] are those in sight; what is
  // here of those is out of date. r[base] says where they begin, in fours; bit n of r[start]: a frame begins there.
  static constexpr unsigned base = 9, start = 10;
  // How many fours beyond the first may be named, 0 to 3; more would reach into another frame.
  static constexpr unsigned free = 11;
  static constexpr unsigned increment = 12;  // of the call that was made last, in fours
  static constexpr unsigned windowed = 13;   // not 0: windows can be entered and left
  static constexpr unsigned window = 16;
  alignas(16) u32 file[64] = {};

  // A word of a device that always reads the same, and how many cycles less than other loads that takes. Whoever loads
  // it without the guest looks whether somebody wants to hear of every access.
  static constexpr u32 nowhere = 1;  // no word
  u32 constant_at = nowhere, constant = 0;
  i64 constant_gain = 0;
  const bool* accesses_wanted = nullptr;

  // While a round of a loop is tried that may only wait: it has loaded what may change before the next event.
  bool trying = false, restless = false;

  i64 cycles() const { return until - budget + (at ? at->cycles : 0); }
  u32 flags() const { return (n & 0x8000'0000) | (z == 0 ? 1u << 30 : 0) | u32{c} << 29 | u32{v} << 28; }
  void set_flags(u32 nzcv) {
    n = nzcv;
    z = ~nzcv & 1u << 30;
    c = nzcv >> 29 & 1;
    v = nzcv >> 28 & 1;
  }
};

}  // namespace cpu::ir
