#include "peripherals/parts/hc_sr04.hpp"

#include <algorithm>
#include <cmath>

namespace parts {

namespace {

using std::chrono::microseconds;

constexpr microseconds least_trigger{10}, burst{200}, no_echo{38'000};
constexpr double nearest = 0.02, farthest = 4;
constexpr double high_volts = 2;  // of TRIG: TTL levels, so 3.3 V do
constexpr double low_volts = 0.8;
constexpr double output_ohms = 100;

// In dry air, metres per second.
double speed_of_sound(double celsius) { return 331.3 * std::sqrt(1 + celsius / 273.15); }

}  // namespace

HcSr04::HcSr04(const Setup& setup)
    : Part(setup),
      trigger_(setup.prefix + setup.name + ".TRIG"),
      echo_(setup.prefix + setup.name + ".ECHO"),
      distance_(quantity("distance", "m", 1, {0, 100})),
      temperature_(quantity("temperature", "degC", 20, {-40, 85})),
      volts_(setup.attributes.number("volts", 5, 3, 5.5)),
      noise_(setup),
      step_(setup.machine.scheduler, setup.prefix + setup.name + ".step", [this] { step(); }) {
  add(trigger_, "TRIG");
  add(echo_, "ECHO");
  trigger_.thresholds(low_volts, high_volts);
  trigger_.on_change = [this] { trigger_changed(); };
  power_on();
}

void HcSr04::power_on() {
  step_.cancel();
  sounding_ = listening_ = false;
  echo(false);
}

void HcSr04::echo(bool high) { echo_.drive(high ? volts_ : 0, output_ohms); }

void HcSr04::trigger_changed() {
  if (trigger_.floating()) return;
  const bool level = trigger_.volts() > (level_ ? low_volts : high_volts);
  if (level == level_) return;
  level_ = level;
  if (level)
    rose_ = machine_.now();
  else if (!sounding_ && !listening_ && machine_.now() - rose_ >= least_trigger) {
    sounding_ = true;
    step_.after(burst);
  }
}

emulator::Duration HcSr04::flight() {
  const double distance = distance_.value() + noise_();
  if (distance > farthest) return no_echo;
  const double way = 2 * std::max(distance, nearest);
  return microseconds{std::lround(way / speed_of_sound(temperature_.value()) * 1e6)};
}

void HcSr04::step() {
  echo(sounding_);
  listening_ = sounding_;
  sounding_ = false;
  if (listening_) step_.after(flight());
}

void HcSr04::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 rose = rose_.time_since_epoch().count();
  state(level_, sounding_, listening_, rose, noise_, step_);
  rose_ = emulator::Time{emulator::Duration{rose}};
}

}  // namespace parts
