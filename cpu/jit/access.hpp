#pragma once
// One operation that reaches memory, made by the guest.
#include "cpu/ir/guest.hpp"

namespace cpu::jit {

using namespace emulator;

// Loads, stores, push, pop, ldm, stm and pop_jump. False: a fault.
bool access(ir::Guest&, const ir::Op&);

// Where the RAM begins, and how far in front of its bytes those of its lines are (Bus::Window). Host code holds both.
struct WindowPlace {
  u32 base = 0;
  i32 lines = 0;
};
inline bool has_lines(const Bus::Window& w) { return w.readable[0] && w.code_lines; }
inline WindowPlace place_of(const Bus::Window& w) {
  if (!has_lines(w)) return {w.base, 0};
  return {w.base, static_cast<i32>(static_cast<i64>(w.bias + w.base) - reinterpret_cast<i64>(w.code_lines))};
}
// Whether that is still so; where there is no RAM it does not matter.
inline bool lies_at(const Bus::Window& w, WindowPlace p) {
  return !w.readable[0] || (w.base == p.base && place_of(w).lines == p.lines);
}
inline bool begins_at(const Bus::Window& window, u32 base) { return !window.readable[0] || window.base == base; }

}  // namespace cpu::jit
