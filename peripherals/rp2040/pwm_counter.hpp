#pragma once
// The counter of a PWM slice with its fractional divider, its compare values and their double buffers, advanced by any
// number of clock cycles at once. RP2040 Datasheet 4.5.2 "Programmer's Model".
// In doubt: the divider's first period is the shorter one, and it starts anew when the slice is disabled; a disabled
// slice takes TOP and CC over at once; a counter above TOP counts on to 0xffff; with phase-correct modulation the
// "wrap" of interrupt and DREQ is the step from 0 to 0 that latches.
#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace rp2040 {
using namespace emulator;

class PwmCounter {
 public:
  struct Values {
    u32 top = 0xffff, a = 0, b = 0;
    bool operator==(const Values&) const = default;
    void serialize(State& state) { state(top, a, b); }
  };

  // All of these return how often the counter has wrapped. `now` counts cycles of clk_sys.
  u64 settle(i64 now);  // before anything is looked at or changed
  u64 input_edge();     // one step of the divider
  u64 adjust_phase();   // PH_ADV, if it can be done now

  void flow(bool on) { flowing_ = on; }  // every cycle is a step of the divider
  bool flowing() const { return flowing_; }
  void set_enabled(bool);
  void set_phase_correct(bool);
  void set_divider(u32 sixteenths);
  void set_counter(u32 value) { counter_ = value; }
  void set_values(Values);
  void advance_phase() { advance_ = true; }
  void retard_phase() { retard_ = true; }

  u32 counter() const { return counter_; }
  bool advancing() const { return advance_; }  // asked for and not done yet
  bool retarding() const { return retard_; }
  bool a() const { return counter_ < latched_.a; }
  bool b() const { return counter_ < latched_.b; }

  // Counts until there is something to do for what is asked for; 0: never. It may turn out to be nothing.
  u32 counts_until(bool edges_a, bool edges_b, bool wraps) const;
  // The cycle in which the counter makes that count, while it flows.
  i64 cycle_of(u32 counts) const;

  void serialize(State& state) {
    state(counter_, down_, divider_, phase_, since_, enabled_, flowing_, phase_correct_, advance_, retard_, written_,
          latched_);
  }

 private:
  u64 count(u64 counts);
  void move(u32 counts);
  u32 to_wrap() const;
  u32 to_edge(u32 compare) const;
  u32 to_change(u32 compare, u32 next_compare) const;

  u32 counter_ = 0;
  bool down_ = false;
  u32 divider_ = 16;  // in sixteenths, as phase_
  u32 phase_ = 15;    // of the divider
  i64 since_ = 0;     // the cycle this state is of
  bool enabled_ = false, flowing_ = false, phase_correct_ = false, advance_ = false, retard_ = false;
  Values written_, latched_;
};

}  // namespace rp2040
