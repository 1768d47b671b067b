#pragma once
// A timer of LEDC: a counter of up to 20 bits behind a divider with 8 fractional bits, known at any edge of its clock
// without being stepped. ESP32 Technical Reference Manual 14.2.2 "Timers".
// In doubt: which of 256 periods of the divider are the longer ones (they are spread evenly here), and that the divider
// starts anew when the timer is set otherwise.
#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace esp32 {
using namespace emulator;

class LedcTimer {
 public:
  struct Config {
    u32 bits = 0;     // LIM: the counter wraps at 2^bits
    u32 divider = 0;  // in 256ths; 0 stands still
    u32 source = 0;   // the owner's affair
    bool operator==(const Config&) const = default;
    void serialize(State& s) { s(bits, divider, source); }
  };

  // Edges are those of the source's clock. Ticks are steps of the counter since the last start(); period n has those
  // from n * 2^bits on.
  void start(const Config& config, i64 edge, u32 count) {
    config_ = config;
    start_edge_ = edge;
    start_count_ = count & (period() - 1);
    running_ = config.divider != 0;
  }
  void stop(i64 edge) {
    start_count_ = count(edge);
    running_ = false;
  }
  bool running() const { return running_; }
  const Config& config() const { return config_; }
  i64 period() const { return i64{1} << config_.bits; }

  i64 ticks(i64 edge) const {
    if (!running_) return start_count_;
    return start_count_ + ((edge - start_edge_ + 1) * 256 - 1) / config_.divider;
  }
  u32 count(i64 edge) const { return static_cast<u32>(ticks(edge) & (period() - 1)); }
  i64 edge_of(i64 tick) const { return start_edge_ + (tick - start_count_) * config_.divider / 256; }

  void serialize(State& s) { s(config_, start_edge_, start_count_, running_); }

 private:
  Config config_;
  i64 start_edge_ = 0;
  i64 start_count_ = 0;
  bool running_ = false;
};

// What a channel makes of its timer's count: high from HPOINT on, for the duty's whole part, or one more in as many of
// 16 periods as its fraction says. TRM 14.2.3 "Channels".
struct LedcWave {
  u32 hpoint = 0, duty = 0;  // duty in 16ths

  u32 lpoint(i64 period_number) const {
    const i64 fraction = duty & 15;
    const bool longer = ((period_number + 1) * fraction >> 4) != (period_number * fraction >> 4);
    return hpoint + (duty >> 4) + longer;
  }
  bool level(const LedcTimer& timer, i64 tick) const {
    const i64 count = tick & (timer.period() - 1);
    return count >= hpoint && count < lpoint(tick >> timer.config().bits);
  }
  // The next tick at which the level may change; 0: never.
  i64 next(const LedcTimer& timer, i64 tick) const {
    const i64 period = timer.period(), begin = tick & -period;
    if (duty == 0 || hpoint >= period) return 0;
    if (hpoint == 0 && duty >> 4 >= period) return 0;
    const i64 rise = begin + hpoint, fall = begin + lpoint(tick >> timer.config().bits);
    if (rise > tick) return rise;
    if (fall > tick && fall < begin + period) return fall;
    return begin + period;
  }
  void serialize(State& s) { s(hpoint, duty); }
};

}  // namespace esp32
