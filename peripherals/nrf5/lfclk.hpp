#pragma once
// The 32.768 kHz clock as its users see it: whether it runs, and when its rising edges are. nRF51 Series Reference
// Manual v3.0.1, chapter 13. Edges lie on one grid that begins with virtual time; a started clock joins it.
// It may drift, whatever its source is. Not modelled: the RC oscillator's own inaccuracy.
#include <vector>

#include "emulator/time.hpp"
#include "emulator/wire.hpp"

namespace nrf5 {
using namespace emulator;

class LowFrequencyClock {
 public:
  static constexpr Clock rate{32'768};

  Wire running{"LFCLK"};
  std::vector<std::function<void()>> on_drift;  // the times of all edges have moved

  i64 edges(Time t) const { return rate.count(grid(t)); }  // up to and including t
  Time edge(i64 n) const { return time(rate.ticks(n)); }
  // The rising edge at which a task triggered at t takes effect: the first one behind a falling edge, 15.3 to 45.8 us
  // later (chapter 19, "Task and event jitter/delay").
  i64 effect(Time t) const {
    constexpr Clock half_periods{65'536};
    const i64 h = half_periods.count_up(grid(t));
    return (h | 1) / 2 + 1;  // odd half periods are falling edges
  }

  // Fast by so much from `now` on.
  void drift(Time now, double parts_per_million);
  void serialize(State&);

 private:
  static constexpr i64 unit = 1'000'000'000;

  // Time as this clock sees it: `speed_` parts in 10^9 of virtual time since `since_`.
  Duration grid(Time) const;
  Time time(Duration grid) const;  // the first at which it is that late

  Time since_{};
  Duration grid_since_{};
  i64 speed_ = unit;
};

}  // namespace nrf5
