#include "emulator/analog/junction.hpp"

#include <cmath>

#include "emulator/analog/mathematics.hpp"

namespace emulator::analog {

Junction junction_at(double volts, double saturation_amps, double scale) {
  constexpr double deepest = -40;  // beyond it the exponential is nothing
  constexpr double steepest = 80;  // above it goes on straight: no real current is there
  const double n = volts / scale;
  if (n < deepest) return {-saturation_amps, 0};
  const double most = n > steepest + 100 ? steepest + 100 : n;
  const double e = exponential(most);
  return {saturation_amps * (e * (1 + (n - most)) - 1), saturation_amps / scale * e};
}

double limit_junction(Stamp& stamp, unsigned slot, double guess, double saturation_amps, double scale) {
  double& before = stamp.junction(slot);
  const double critical = scale * logarithm(scale / (1.4142135623730951 * saturation_amps));
  double used = guess;
  if (stamp.first()) {
    if (guess > critical) used = critical;
  } else if (guess > critical && std::abs(guess - before) > 2 * scale) {
    if (before > 0) {
      const double step = 1 + (guess - before) / scale;
      used = step > 0 ? before + scale * logarithm(step) : critical;
    } else {
      used = scale * logarithm(guess / scale);
    }
  }
  if (std::abs(used - guess) > 1e-12) stamp.limit();
  return before = used;
}

double limit_change(Stamp& stamp, unsigned slot, double guess, double most) {
  double& before = stamp.junction(slot);
  double used = guess;
  if (!stamp.first() && std::abs(guess - before) > most) used = before + (guess > before ? most : -most);
  if (used != guess) stamp.limit();
  return before = used;
}

}  // namespace emulator::analog
