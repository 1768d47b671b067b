#pragma once
// The 32.768 kHz clock as its users see it: whether it runs, and when its rising edges are. nRF51 Series Reference
// Manual v3.0.1, chapter 13. Edges lie on one grid that begins with virtual time; a started clock joins it.
// Not modelled: the RC oscillator's inaccuracy.
#include "emulator/time.hpp"
#include "emulator/wire.hpp"

namespace nrf5 {
using namespace emulator;

struct LowFrequencyClock {
  static constexpr Clock rate{32'768};

  Wire running{"LFCLK"};

  static i64 edges(Time t) { return rate.count(t.time_since_epoch()); }  // up to and including t
  static Time edge(i64 n) { return Time{rate.ticks(n)}; }
  // The rising edge at which a task triggered at t takes effect: the first one behind a falling edge, 15.3 to 45.8 us
  // later (chapter 19, "Task and event jitter/delay").
  static i64 effect(Time t) {
    constexpr Clock half_periods{65'536};
    const i64 h = half_periods.count_up(t.time_since_epoch());
    return (h | 1) / 2 + 1;  // odd half periods are falling edges
  }
};

}  // namespace nrf5
