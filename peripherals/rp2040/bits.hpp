#pragma once
// Masks with one bit a pin.
#include <bit>

#include "emulator/types.hpp"

namespace rp2040 {
using namespace emulator;

constexpr u32 with(u32 mask, unsigned bit, bool on) { return on ? mask | 1u << bit : mask & ~(1u << bit); }

void for_each_bit(u32 mask, auto action) {
  for (; mask; mask &= mask - 1) action(static_cast<unsigned>(std::countr_zero(mask)));
}

}  // namespace rp2040
