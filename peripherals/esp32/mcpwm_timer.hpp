#pragma once
// The counter of an MCPWM timer as steps along its cycle, known at any edge of its clock without being stepped. ESP32
// Technical Reference Manual 16.3.2 "PWM Timer Submodule".
// Up: 0 to PERIOD, then 0. Down: PERIOD to 0, then PERIOD. Up and down: 0 to PERIOD and back, the turns counted once:
// at 0 it counts up, at PERIOD down.
#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace esp32 {
using namespace emulator;

struct McpwmTimer {
  enum class Mode : u32 { freeze, up, down, up_down };
  Mode mode = Mode::freeze;
  i64 period = 255;    // as in effect
  i64 step_edges = 1;  // of the source's clock
  bool running = false;
  i64 base_edge = 0;  // when position was base
  i64 base = 0;       // steps; the cycle's beginning is a multiple of cycle()

  i64 cycle() const { return mode == Mode::up_down ? std::max<i64>(2 * period, 1) : period + 1; }
  i64 position(i64 edge) const { return running ? base + (edge - base_edge) / step_edges : base; }
  i64 edge_of(i64 position) const { return base_edge + (position - base) * step_edges; }

  struct Count {
    i64 value;
    bool down;
  };
  Count at(i64 position) const {
    const i64 i = position % cycle();
    if (mode == Mode::down) return {period - i, true};
    if (mode == Mode::up_down && i >= period) return {2 * period - i, true};
    return {i, false};
  }
  // The place in the cycle of a value, counting in that direction; -1: it does not occur.
  i64 place(i64 value, bool down) const {
    if (value < 0 || value > period) return -1;
    switch (mode) {
      case Mode::freeze: return -1;
      case Mode::up: return down ? -1 : value;
      case Mode::down: return down ? period - value : -1;
      case Mode::up_down: return down ? (value == 0 ? -1 : 2 * period - value) : value == period ? -1 : value;
    }
    return -1;
  }
  // The next position behind `from` at that place in the cycle.
  i64 next(i64 from, i64 place) const {
    const i64 begin = from - from % cycle();
    return begin + place > from ? begin + place : begin + place + cycle();
  }

  void serialize(State& s) { s(mode, period, step_edges, running, base_edge, base); }
};

}  // namespace esp32
