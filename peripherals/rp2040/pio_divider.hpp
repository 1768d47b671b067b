#pragma once
// A state machine's clock divider: 16 bits of integer, 8 of fraction, first-order delta-sigma. RP2040 Datasheet 3.5.5
// "Clock Dividers": it counts down from n and gives an enable pulse when it reaches 1; a running total of the fraction
// is kept from each division period, and when it wraps the *next* period is n + 1. So 2.5 gives 2 2 3 2 3 2 3 …
// In doubt: after CLKDIV_RESTART the first pulse comes in the next clk_sys cycle; a new CLKDIV counts from the next
// pulse on.
#include <algorithm>
#include <limits>

#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace rp2040::pio {
using namespace emulator;

constexpr i64 never = std::numeric_limits<i64>::max();

struct ClockDivider {
  u32 integer = 1, fraction = 0;  // CLKDIV; 1 to 65536
  i64 next = 1;                   // clk_sys cycle of the next pulse
  u32 total = 0;                  // of fractions, in 1/256
  bool wrapped = false;           // the period that begins with the next pulse is longer

  // Cycle of the pulse k after the next one.
  i64 after(u32 k) const {
    if (k == 0) return next;
    return next + i64{integer} * k + wrapped + ((total + (k - 1) * i64{fraction}) >> 8);
  }
  void advance(u32 k) {
    if (k == 0) return;
    if (fraction == 0 && !wrapped) {
      next += i64{integer} * k;
      return;
    }
    next = after(k);
    const u64 before = total + u64{k - 1} * fraction, now = before + fraction;
    wrapped = now >> 8 != before >> 8;
    total = now & 0xff;
  }
  // To the first pulse in or after a cycle.
  void reach(i64 cycle) {
    if (next >= cycle) return;
    if (fraction == 0 && !wrapped) {
      next += (cycle - next + integer - 1) / integer * integer;
      return;
    }
    while (next < cycle) {
      const i64 pulses = (cycle - next - 2) * 256 / (i64{integer} * 256 + fraction);  // at least
      advance(static_cast<u32>(std::clamp<i64>(pulses, 1, 1 << 30)));
    }
  }
  void restart(i64 first) {
    next = first;
    total = 0;
    wrapped = false;
  }
  void serialize(State& state) { state(integer, fraction, next, total, wrapped); }
};

}  // namespace rp2040::pio
