#include "peripherals/esp32/clock_tree.hpp"

#include <algorithm>
#include <cmath>

namespace esp32 {

void ClockTree::drift(double parts_per_million) { drift_ = std::llround(1e3 * parts_per_million); }

i64 ClockTree::from_crystal(i64 nominal_hz) const {
  return nominal_hz + static_cast<i64>(static_cast<__int128>(nominal_hz) * drift_ / 1'000'000'000);
}

void ClockTree::set(const Setting& s) {
  using Source = RtcCntl::Source;
  constexpr std::array<i64, 4> pll_hz{80'000'000, 160'000'000, 240'000'000, 240'000'000};
  const bool pll = s.source == Source::pll || s.source == Source::apll;
  const i64 slow_source = s.source == Source::rc_fast ? rc_fast_hz : from_crystal(xtal_hz);
  const i64 cpu_hz = pll ? from_crystal(pll_hz[s.cpu_period & 3]) : slow_source / std::max<i64>(1, s.divider);
  const i64 apb_hz = pll ? from_crystal(pll_apb_hz) : cpu_hz;
  const std::size_t tick = s.source == Source::xtal      ? 0
                           : s.source == Source::pll     ? 1
                           : s.source == Source::rc_fast ? 2
                                                         : 3;
  switch (s.slow) {
    case RtcCntl::Slow::rc_slow: rtc_slow.set(rc_slow_hz); break;
    case RtcCntl::Slow::xtal32k: rtc_slow.set(xtal32k.hz()); break;
    default: rtc_slow.set(rc_fast_hz / 256); break;
  }
  cpu.set(s.asleep ? 0 : cpu_hz);
  apb.set(s.asleep ? 0 : apb_hz);
  ref_tick.set(s.asleep ? 0 : apb_hz / (s.tick[tick] + 1));
  xtal.set(s.asleep ? 0 : from_crystal(xtal_hz));
  pll_d2.set(s.asleep ? 0 : from_crystal(pll_d2_hz));
}

void ClockTree::serialize(State& state) {
  state(cpu, apb, ref_tick, xtal, rc_fast, rc_fast_d256, rc_slow, xtal32k, rtc_slow, pll_d2, drift_);
}

}  // namespace esp32
