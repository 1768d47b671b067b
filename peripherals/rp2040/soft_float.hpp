#pragma once
// The boot ROM's soft_float_table and soft_double_table as functions on the registers they are called with. RP2040
// Datasheet 2.8.3.2; what that leaves open (signs of zeros and infinities, flags) was observed on the B2 ROM.
// Denormals are zeros and NaNs infinities, in arguments and results. Arithmetic and conversions are exact to the bit.
// The scientific functions are rounded correctly here; the real ones are not always.
#include <array>

#include "emulator/types.hpp"

namespace rp2040::soft_float {
using namespace emulator;

inline constexpr u32 operations = 32;

// By the position in both tables (SF_TABLE_* / 4 in pico-sdk's sf_table.h).
enum class Operation : u8 {
  // clang-format off
  add, sub, mul, div, cmp_fast, cmp_fast_flags, sqrt, to_int, to_fix, to_uint, to_ufix, from_int, from_fix, from_uint,
  from_ufix, cos, sin, tan, sincos, exp, ln, cmp_basic, atan2, from_int64, from_fix64, from_uint64, from_ufix64,
  to_int64, to_fix64, to_uint64, to_ufix64, to_other
  // clang-format on
};

using Registers = std::array<u32, 4>;  // r0 to r3: arguments, then results

void perform_float(Operation, Registers&);
void perform_double(Operation, Registers&);
// What the real functions take on average from the call to the return, in cycles.
u32 cycles(Operation, bool of_double);
constexpr bool compares(Operation o) {  // leaves the flags of cmp r0, #0
  return o == Operation::cmp_fast || o == Operation::cmp_fast_flags || o == Operation::cmp_basic;
}

}  // namespace rp2040::soft_float
