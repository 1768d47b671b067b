#include "emulator/analog/integrator.hpp"

#include <algorithm>
#include <cmath>

namespace emulator::analog {

namespace {

constexpr double instant = 1e-12;  // seconds: nothing stored changes in it

constexpr double gamma = 0.25;
constexpr double stage_weights[5][5] = {
    {gamma, 0, 0, 0, 0},
    {1.0 / 2, gamma, 0, 0, 0},
    {17.0 / 50, -1.0 / 25, gamma, 0, 0},
    {371.0 / 1360, -137.0 / 2720, 15.0 / 544, gamma, 0},
    {25.0 / 24, -49.0 / 48, 125.0 / 16, -85.0 / 12, gamma},
};
constexpr double error_weights[5] = {-3.0 / 16, -27.0 / 32, 25.0 / 32, 0, gamma};

// What one step may add to the error of a storage.
constexpr double volts_tolerance = 1e-5, amps_tolerance = 1e-7, relative_tolerance = 1e-5;

}  // namespace

bool Integrator::settle(IslandState& state) {
  if (!equations_.solve(state.unknowns, state.stored, instant)) return false;
  for (unsigned i = 0; i < state.stored.size(); ++i)
    state.slopes[i] = equations_.slope(i, state.unknowns, state.stored[i], instant);
  return true;
}

bool Integrator::step(const IslandState& from, double seconds, IslandState& to, double& error) {
  const std::size_t count = from.stored.size();
  to = from;
  for (unsigned stage = 0; stage < stages; ++stage) {
    bases_ = from.stored;
    for (std::size_t i = 0; i < count; ++i)
      for (unsigned before = 0; before < stage; ++before)
        bases_[i] += seconds * stage_weights[stage][before] * slopes_[before][i];
    if (!equations_.solve(to.unknowns, bases_, seconds * gamma)) return false;
    slopes_[stage].resize(count);
    for (unsigned i = 0; i < count; ++i)
      slopes_[stage][i] = equations_.slope(i, to.unknowns, bases_[i], seconds * gamma);
  }
  error = 0;
  for (unsigned i = 0; i < count; ++i) {
    to.slopes[i] = slopes_[stages - 1][i];
    to.stored[i] = bases_[i] + seconds * gamma * to.slopes[i];
    double sum = 0;
    for (unsigned stage = 0; stage < stages; ++stage) sum += error_weights[stage] * slopes_[stage][i];
    const bool volts = equations_.storages()[i]->storage()->kind == Storage::Kind::capacitor;
    const double allowed = (volts ? volts_tolerance : amps_tolerance) +
                           relative_tolerance * std::max(std::abs(from.stored[i]), std::abs(to.stored[i]));
    error = std::max(error, std::abs(sum * seconds) / allowed);
  }
  return true;
}

}  // namespace emulator::analog
