// How an island moves: steps worked out ahead, thresholds, looks in between.
#include <algorithm>
#include <cmath>

#include "emulator/analog/island.hpp"

namespace emulator::analog {

namespace {

constexpr Duration shortest{1}, longest = std::chrono::hours{24};
constexpr Duration crossing_tolerance = std::chrono::nanoseconds{1};
constexpr double first_share = 0.1;  // of the time in which a storage would change by the size of things
constexpr double least_volts = 0.1, least_amps = 1e-3;  // sizes of things
constexpr double most_growth = 8, least_growth = 0.2, caution = 0.9;
constexpr Duration rest_step = std::chrono::hours{1};
constexpr double rest_change = 1e-5;   // nothing moves further in such a step: at rest
constexpr double quiet_change = 1e-7;  // volts: in a step with less, nobody needs a look of his own

Duration from_seconds(double s) {
  const double ticks = std::floor(s * static_cast<double>(std::pico::den));
  if (!(ticks >= 1)) return shortest;
  return ticks >= static_cast<double>(longest.count()) ? longest : Duration{static_cast<i64>(ticks)};
}

double most_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

}  // namespace

void Island::plan() {
  event_.cancel();
  moving_ = false;
  if (state_.stored.empty()) return;
  if (next_ahead_ == Duration{}) next_ahead_ = first_step();
  if (!find_step()) return complain("cannot be followed as they change");
  const bool rests = ahead_ >= rest_step && most_difference(state_.stored, planned_.stored) < rest_change;
  if (rests) return;
  moving_ = true;
  stop_at_crossing();
  event_.at(since_ + ahead_);
}

Duration Island::first_step() const {
  double volts = least_volts;
  for (std::size_t i = 0; i < nets_.size(); ++i) volts = std::max(volts, std::abs(state_.unknowns[i]));
  double least = 1e-3;
  for (std::size_t i = 0; i < state_.stored.size(); ++i) {
    const bool capacitor = equations_.storages()[i]->storage()->kind == Storage::Kind::capacitor;
    const double size = std::max(capacitor ? volts : least_amps, std::abs(state_.stored[i]));
    if (state_.slopes[i] != 0) least = std::min(least, first_share * size / std::abs(state_.slopes[i]));
  }
  return from_seconds(least);
}

// A step within the tolerated error, and how long the one after it may be. A tenth of a picosecond is never needed.
bool Island::find_step() {
  ahead_ = next_ahead_;
  for (unsigned attempt = 0; attempt < 100; ++attempt) {
    ++steps_;
    double error = 0;
    const bool solved = integrator_.step(state_, seconds(ahead_), planned_, error);
    if (!solved && ahead_ <= shortest) return false;
    const double fit = !solved ? least_growth : error > 0 ? caution / std::sqrt(std::sqrt(error)) : most_growth;
    next_ahead_ = from_seconds(seconds(ahead_) * std::clamp(fit, least_growth, most_growth));
    if (solved && (error <= 1 || ahead_ <= shortest)) return true;
    ahead_ = std::max(shortest, std::min(next_ahead_, ahead_ / 2));
  }
  return false;
}

void Island::find_thresholds() {
  thresholds_.clear();
  for (unsigned i = 0; i < nets_.size(); ++i)
    for (const Terminal* t : nets_[i]->terminals())
      for (const double volts : {t->falling_threshold(), t->rising_threshold()})
        if (!std::isnan(volts)) thresholds_.push_back({i, volts});
}

// Where between the two the first crossing is, 0 … 1, as a straight line would have it; none: nothing crosses.
std::optional<double> Island::crossing(const IslandState& before, const IslandState& after) const {
  std::optional<double> first;
  for (const Threshold& t : thresholds_) {
    const double from = before.unknowns[t.net] - t.volts, to = after.unknowns[t.net] - t.volts;
    if ((from > 0) == (to > 0)) continue;
    const double at = from / (from - to);
    if (!first || at < *first) first = at;
  }
  return first;
}

// Regula falsi, with steps of its own from the same start, and a bisection wherever that does not halve the interval.
void Island::stop_at_crossing() {
  find_thresholds();
  Duration low{}, high = ahead_;
  IslandState before = state_, middle;
  bool bisect = false;
  while (const auto guess = crossing(before, planned_)) {
    const Duration width = high - low;
    if (width <= crossing_tolerance || width <= high / 1'000'000) break;
    Duration at = bisect ? width / 2 : from_seconds(*guess * seconds(width));
    at = low + std::clamp(at + crossing_tolerance / 4, Duration{1}, width - Duration{1});
    double error = 0;
    ++steps_;
    if (!integrator_.step(state_, seconds(at), middle, error)) break;
    if (crossing(before, middle)) {
      high = at;
      planned_ = middle;
    } else {
      low = at;
      before = middle;
    }
    bisect = high - low > width / 2;
  }
  ahead_ = high;
}

void Island::take_step() {
  state_ = planned_;
  since_ += ahead_;
  looked_at_.reset();
  plan();
  tell();
}

// Up to `now` with the drivers and elements as they were.
void Island::advance(Time now) {
  while (moving_ && since_ + ahead_ <= now) take_step();
  if (now <= since_) return;
  if (moving_) {
    double error = 0;
    IslandState there;
    if (integrator_.step(state_, seconds(now - since_), there, error)) state_ = std::move(there);
    ++steps_;
  }
  since_ = now;
  looked_at_.reset();
  tell_elements();
}

const IslandState& Island::at_now() const {
  const Time now = scheduler_.now();
  if (!moving_ || now <= since_) return state_;
  if (now >= since_ + ahead_) return planned_;
  if (most_difference(state_.unknowns, planned_.unknowns) < quiet_change) return state_;
  if (looked_at_ == now) return looked_;
  double error = 0;
  if (!integrator_.step(state_, seconds(now - since_), looked_, error)) looked_ = state_;
  looked_at_ = now;
  return looked_;
}

void Island::serialize(State& state) {
  i64 since = since_.time_since_epoch().count(), next = next_ahead_.count(), ahead = ahead_.count();
  state(state_.unknowns, state_.stored, state_.slopes, since, ahead, next, moving_, event_);
  since_ = Time{Duration{since}};
  next_ahead_ = Duration{next};
  ahead_ = Duration{ahead};
  for (std::size_t i = 0; i < nets_.size(); ++i) {
    bool floats = floating_[i];
    state(told_volts_[i], told_siemens_[i], floats);
    floating_[i] = told_floating_[i] = floats;
  }
}

// What was planned follows from the state.
void Island::restored() {
  looked_at_.reset();
  read_drivers();
  equations_.elements_changed();
  double error = 0;
  if (moving_ && !integrator_.step(state_, seconds(ahead_), planned_, error)) planned_ = state_;
}

}  // namespace emulator::analog
