#pragma once
// A clock that comes in through a pin (GPIN0, GPIN1): RP2040 Datasheet 2.15.2.3, "External Clocks". Its frequency is
// what the last two rising edges say; it has stopped when twice that period passes without one. Below 1 Hz it stands
// still.
#include <optional>

#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"

namespace rp2040 {

class GpinClock {
 public:
  GpinClock(Scheduler&, PinMatrix&, Signal, std::string name);
  ClockSignal clk;
  void serialize(State& state) { state(clk, last_rise_ps_, silence_); }

 private:
  void rose();
  void stopped();

  Scheduler& scheduler_;
  std::optional<i64> last_rise_ps_;
  Event silence_;
};

}  // namespace rp2040
