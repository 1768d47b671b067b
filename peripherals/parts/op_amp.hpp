#pragma once
// An operational amplifier. Terminals plus, minus, out, high, low (its supplies).
//
// Attributes: "gain" (1e5), "bandwidth" (1e6): gain times bandwidth in Hz, "volts_per_microsecond" (0.5): its slew
// rate, "headroom_high" and "headroom_low" (0): how near the output comes to its supplies, in volts.
#include "emulator/analog/op_amp.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class OpAmp final : public Part {
 public:
  explicit OpAmp(const Setup&);
  void wired() override { machine_.analog.add(op_amp_); }

 private:
  emulator::Terminal plus_, minus_, out_, high_, low_;
  emulator::analog::OpAmp op_amp_;
};

}  // namespace parts
