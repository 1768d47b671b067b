#include "peripherals/parts/servo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parts {

namespace {
constexpr emulator::Duration patience = std::chrono::milliseconds{100};
constexpr double tolerance_ms = 0.02;  // of widths that are told of
constexpr double shortest = 0.5;       // of the narrowest width: a spike, not a pulse
}  // namespace

Servo::Servo(const Setup& setup)
    : Part(setup),
      signal_(setup.prefix + setup.name + ".signal", setup.attributes.number("volts", setup.supply, 1.8, 6), false,
              [this](bool level) { edge(level); }),
      min_ms_(setup.attributes.number("min_ms", 0.5, 0.1, 5)),
      max_ms_(setup.attributes.number("max_ms", 2.5, 0.2, 10)),
      degrees_(setup.attributes.number("degrees", 180, 10, 720)),
      degrees_per_second_(60 / setup.attributes.number("seconds_per_60", 0.1, 0.001, 60)),
      max_hertz_(setup.attributes.number("max_hertz", 100, 1, 2000)),
      moving_milliamps_(setup.attributes.number("moving_milliamps", 220, 0, 100'000)),
      stall_milliamps_(setup.attributes.number("stall_milliamps", 650, 0, 100'000)),
      stall_torque_(setup.attributes.number("stall_kg_cm", 1.8, 0.1, 100)),
      torque_(quantity("torque", "kg cm", 0, {0, stall_torque_})),
      loaded_speed_(degrees_per_second_),
      label_(setup.prefix + setup.name),
      let_go_(setup.machine.scheduler, label_ + ".let_go",
              [this] {
                turn_to(angle());
                good_ = 0;
                risen_ = false;
                show_current();
              }),
      arrived_(setup.machine.scheduler, label_ + ".arrived", [this] { show_current(); }) {
  if (max_ms_ <= min_ms_)
    throw PartError(fmt::format("\"max_ms\" ({}) must be above \"min_ms\" ({})", max_ms_, min_ms_));
  add(signal_.terminal, "signal");
  from_ = target_ = degrees_ / 2;
  torque_.watch([this](double) { turn_to(target_); });
}

void Servo::power_on() {  // the shaft stays as it is
  turn_to(angle());
  risen_ = false;
  good_ = 0;
  let_go_.cancel();
  show_current();
}

double Servo::angle() const {
  const double turned = emulator::seconds(machine_.now() - since_) * loaded_speed_;
  return target_ >= from_ ? std::min(target_, from_ + turned) : std::max(target_, from_ - turned);
}

void Servo::turn_to(double degrees) {
  from_ = angle();
  target_ = degrees;
  since_ = machine_.now();
  loaded_speed_ = degrees_per_second_ * (1 - load());
  show_current();
}

// What it takes follows the torque: that of the load, and what its gears need while they turn.
void Servo::show_current() {
  const double way = std::abs(target_ - angle());
  const bool moves = way > 1e-9;
  if (moves && loaded_speed_ > 0)
    arrived_.after(emulator::Duration{static_cast<emulator::i64>(way / loaded_speed_ * 1e12) + 1});
  else
    arrived_.cancel();
  const double least = moves ? moving_milliamps_ : 0;
  takes_more(let_go_.pending() || moves ? least + (stall_milliamps_ - least) * load() : 0);
}

void Servo::edge(bool level) {
  if (!level) {
    if (risen_) pulse(emulator::seconds(machine_.now() - rose_) * 1e3);
    return;
  }
  if (risen_) check_rate();
  risen_ = true;
  rose_ = machine_.now();
}

void Servo::check_rate() {
  const double hertz = 1 / emulator::seconds(std::max(machine_.now() - rose_, emulator::Duration{1}));
  if (good_ < 2 || hertz <= max_hertz_ * 1.01 || fast_told_) return;
  fast_told_ = true;
  tell(".rate",
       fmt::format("{} gets {:.0f} pulses a second, more than the {:g} that it bears", label_, hertz, max_hertz_));
}

void Servo::pulse(double ms) {
  ++good_;
  if ((ms < min_ms_ - tolerance_ms || ms > max_ms_ + tolerance_ms) && !wide_told_) {
    wide_told_ = true;
    tell(".width", fmt::format("{} gets a pulse of {:.3g} ms, where {:g} to {:g} ms mean an angle", label_, ms, min_ms_,
                               max_ms_));
  }
  if (ms < shortest * min_ms_) return;
  let_go_.after(patience);
  const double share = (std::clamp(ms, min_ms_, max_ms_) - min_ms_) / (max_ms_ - min_ms_);
  if (share * degrees_ != target_) return turn_to(share * degrees_);
  if (good_ == 1) show_current();  // it holds from now on
}

void Servo::tell(const std::string& what, const std::string& sentence) {
  machine_.circuit_findings.tell(emulator::CircuitFinding::Kind::bad_signal, label_ + what, sentence);
}

std::vector<Reading> Servo::readings() { return {{"angle", "deg", angle()}, {"target", "deg", target_}}; }

void Servo::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 since = since_.time_since_epoch().count(), rose = rose_.time_since_epoch().count();
  state(signal_, let_go_, arrived_, loaded_speed_, from_, target_, since, rose, risen_, good_, wide_told_, fast_told_);
  since_ = emulator::Time{emulator::Duration{since}};
  rose_ = emulator::Time{emulator::Duration{rose}};
}

}  // namespace parts
