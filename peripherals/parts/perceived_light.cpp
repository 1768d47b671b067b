#include "peripherals/parts/perceived_light.hpp"

#include <algorithm>
#include <cmath>

namespace parts {

namespace {
constexpr double stage_seconds = 12e-3;
}

// Three equal first-order stages under a constant input, solved exactly: with d the distances from the input, n the
// time in time constants, each stage ends at input + e^-n * (d3 + n*d2 + n^2/2*d1), and so on for the earlier ones.
void PerceivedLight::advance(emulator::Time now) {
  const double n = emulator::seconds(now - since_) / stage_seconds;
  since_ = now;
  const double e = std::exp(-n);
  const double d1 = seen_[0] - light_, d2 = seen_[1] - light_, d3 = seen_[2] - light_;
  seen_[0] = light_ + e * d1;
  seen_[1] = light_ + e * (d2 + n * d1);
  seen_[2] = light_ + e * (d3 + n * (d2 + n / 2 * d1));
}

void PerceivedLight::set(double light, emulator::Time now) {
  if (light == light_) return;
  advance(now);
  light_ = light;
}

double PerceivedLight::average(emulator::Time now) const {
  PerceivedLight there = *this;
  there.advance(now);
  return std::max(there.seen_[stages - 1], 0.0);
}

void PerceivedLight::serialize(emulator::State& state) {
  emulator::i64 since = since_.time_since_epoch().count();
  state(light_, seen_[0], seen_[1], seen_[2], since);
  since_ = emulator::Time{emulator::Duration{since}};
}

double lightness(double light) {
  const double y = std::clamp(light, 0.0, 1.0);
  return (y > 216.0 / 24389 ? 116 * std::cbrt(y) - 16 : y * 24389 / 27) / 100;
}

}  // namespace parts
