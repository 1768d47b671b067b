#pragma once
// The COUNT register of XOSC and ROSC: counts down at the oscillator's frequency and stops at zero. RP2040 Datasheet
// 2.16.4 and 2.17.6.
#include <algorithm>

#include "emulator/clock_signal.hpp"

namespace rp2040 {
using namespace emulator;

class OscillatorCount {
 public:
  OscillatorCount(Scheduler& scheduler, ClockSignal& clk) : ticks_(scheduler, clk) {}
  void start(u32 count) { zero_at_ = ticks_.edges() + count; }
  u32 value() const { return static_cast<u32>(std::max<i64>(zero_at_ - ticks_.edges(), 0)); }
  void serialize(State& state) { state(ticks_, zero_at_); }

 private:
  TickCounter ticks_;
  i64 zero_at_ = 0;
};

}  // namespace rp2040
