#pragma once
// Moving a window of sixteen registers over a file of sixty-four, four at a time (ir/context.hpp).
#include <bit>
#include <cstring>

#include "cpu/ir/context.hpp"

namespace cpu::ir::windows {

constexpr u32 positions = 16;

// How many fours beyond the first belong to no other frame.
inline u32 free_above(u32 start, u32 base) {
  const u32 above = (start | start << positions) >> (base + 1);
  return static_cast<u32>(std::countr_zero(above | 8));
}
// Whether the frame that begins n fours below is the next one below.
inline bool frame_below(u32 start, u32 base, u32 n) {
  const u32 below = (start | start << positions) >> (base + positions - 3) & 7;
  return n && below >> (3 - n) == 1;
}

inline void save(Context& c, u32 from, u32 fours) {
  for (u32 i = from; i < from + fours; ++i)
    std::memcpy(c.file + 4 * ((c.r[Context::base] + i) % positions), c.r + Context::window + 4 * i, 16);
}
inline void load(Context& c, u32 from, u32 fours) {
  for (u32 i = from; i < from + fours; ++i)
    std::memcpy(c.r + Context::window + 4 * i, c.file + 4 * ((c.r[Context::base] + i) % positions), 16);
}

// To another base, whatever is there.
inline void move(Context& c, u32 base) {
  save(c, 0, 4);
  c.r[Context::base] = base % positions;
  load(c, 0, 4);
}
// The same by n fours, n not above 4: what stays in sight is not fetched from afar.
template <u32 N>
inline void up(Context& c) {
  save(c, 0, N);
  std::memmove(c.r + Context::window, c.r + Context::window + 4 * N, 4 * (16 - 4 * N));
  c.r[Context::base] = (c.r[Context::base] + N) % positions;
  load(c, 4 - N, N);
}
template <u32 N>
inline void down(Context& c) {
  save(c, 4 - N, N);
  std::memmove(c.r + Context::window + 4 * N, c.r + Context::window, 4 * (16 - 4 * N));
  c.r[Context::base] = (c.r[Context::base] - N) % positions;
  load(c, 0, N);
}

// A frame begins n fours above and is now in sight. There is room for it.
inline void enter(Context& c, u32 n) {
  if (n == 2)
    up<2>(c);
  else
    move(c, c.r[Context::base] + n);
  u32* const r = c.r;
  r[Context::start] |= 1u << r[Context::base];
  r[Context::free] = free_above(r[Context::start], r[Context::base]);
}
// The present frame is given up for the one n fours below.
inline void leave(Context& c, u32 n) {
  u32* const r = c.r;
  r[Context::start] &= ~(1u << r[Context::base]);
  if (n == 2)
    down<2>(c);
  else
    move(c, r[Context::base] - n);
  r[Context::free] = free_above(r[Context::start], r[Context::base]);
}

}  // namespace cpu::ir::windows
