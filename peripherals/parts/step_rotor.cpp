#include "peripherals/parts/step_rotor.hpp"

#include <algorithm>
#include <cmath>

namespace parts {

namespace {
constexpr double weakest = 0.2;      // share of the full field that turns the rotor; in doubt
constexpr double ambiguous = 1.999;  // steps: a field just opposite pulls neither way
constexpr double period = 4;         // steps

// The arc tangent of 0 … 1, in quarters of a turn. Halving the angle three times leaves little to the series.
double arc(double t) {
  for (int i = 0; i < 3; ++i) t = t / (1 + std::sqrt(1 + t * t));
  const double s = t * t;
  const double radians = 8 * t * (1 - s * (1.0 / 3 - s * (1.0 / 5 - s * (1.0 / 7 - s * (1.0 / 9 - s / 11)))));
  return radians / 1.5707963267948966;
}
}  // namespace

double field_direction(double a, double b) {
  const double x = std::abs(a), y = std::abs(b);
  if (x == 0 && y == 0) return 0;
  double steps = y <= x ? arc(y / x) : 1 - arc(x / y);
  if (a < 0) steps = 2 - steps;
  if (b < 0) steps = period - steps;
  return steps >= period ? 0 : steps;
}

double StepRotor::steps(emulator::Time now) const {
  const double way = emulator::seconds(now - since_) * most_;
  return to_ >= from_ ? std::min(to_, from_ + way) : std::max(to_, from_ - way);
}

void StepRotor::field(double a, double b, emulator::Time now) {
  from_ = steps(now);
  since_ = now;
  to_ = from_;
  if (a * a + b * b < weakest * weakest) return;
  double way = field_direction(a, b) - (from_ - period * std::floor(from_ / period));
  if (way > period / 2) way -= period;
  if (way < -period / 2) way += period;
  if (std::abs(way) < ambiguous) to_ = from_ + way;
}

void StepRotor::serialize(emulator::State& state) {
  emulator::i64 since = since_.time_since_epoch().count();
  state(from_, to_, since);
  since_ = emulator::Time{emulator::Duration{since}};
}

}  // namespace parts
