#pragma once
// A clock that goes out through pins (GPOUT0 to GPOUT3), edge by edge. RP2040 Datasheet 2.15.3.3, "Divider": the rising
// edges of a fractional divider fall on edges of its source; 2.15.3.4, "Duty Cycle Correction": an odd divisor n is
// high for (n - 1) / 2 cycles, or half a cycle longer if corrected. Edges happen only while a pin has the signal
// selected.
#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/clock_generator.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"

namespace rp2040 {

class GpoutPin {
 public:
  GpoutPin(Scheduler&, PinMatrix&, Signal, ClockGenerator&);

  void set_duty_correction(bool on) { corrected_ = on; }
  void set_phase(u32 cycles) { phase_ = cycles; }  // counts when the clock starts
  void nudge() {
    next_rise_ += 1;
    schedule();
  }
  void serialize(State&);

 private:
  void start_or_stop();
  void schedule();
  void edge();

  PinMatrix& pins_;
  Signal signal_;
  ClockGenerator& generator_;
  bool corrected_ = false, running_ = false, level_ = false;
  u32 phase_ = 0, fraction_ = 0;
  i64 next_rise_ = 0, next_fall_halves_ = 0;  // in cycles and half cycles of the source
  TickCounter source_;
  Event edge_;
};

}  // namespace rp2040
