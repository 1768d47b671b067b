#include "peripherals/parts/dc_motor.hpp"

#include <algorithm>
#include <cmath>

#include "emulator/analog/mathematics.hpp"

namespace parts {

namespace {
using emulator::analog::exponential;
constexpr double output_ohms = 50;
constexpr double least_siemens = 1e-4;  // of an end of the winding that somebody holds
constexpr double still = 1e-3;          // rpm
constexpr double nearly = 1e-9;         // quarters of the encoder's period
constexpr double longest_wait = 1;      // seconds
constexpr double seconds_per_minute = 60;
constexpr emulator::Duration least_wait = std::chrono::microseconds{1};

bool let_go(const emulator::Terminal& end) {
  const emulator::Net* net = end.net();
  return !net || (!net->rail() && net->drivers().siemens < least_siemens);
}
}  // namespace

DcMotor::DcMotor(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      plus_(label_ + ".plus"),
      minus_(label_ + ".minus"),
      a_(label_ + ".A"),
      b_(label_ + ".B"),
      rpm_per_volt_(setup.attributes.number("rpm", 200, 1, 50'000) / setup.attributes.number("volts", 6, 0.5, 50)),
      tau_(setup.attributes.number("tau_ms", 100, 1, 10'000) / 1e3),
      coast_tau_(setup.attributes.number("coast_ms", 800, 1, 60'000) / 1e3),
      ohms_(setup.attributes.number("ohms", 10, 0.1, 1e4)),
      own_volts_per_rpm_((1 - setup.attributes.number("idle_milliamps", 60, 0, 100'000) / 1e3 * ohms_ /
                                  setup.attributes.number("volts", 6, 0.5, 50)) /
                         rpm_per_volt_),
      pulses_(std::floor(setup.attributes.number("pulses_per_turn", 0, 0, 10'000))),
      encoder_volts_(setup.attributes.number("encoder_volts", setup.supply, 1.8, 24)),
      winding_(label_, plus_, minus_, ohms_),
      present_tau_(coast_tau_),
      edge_(setup.machine.scheduler, label_ + ".encoder",
            [this] {
              advance();
              show_encoder();
              plan();
            }),
      faster_(setup.machine.scheduler, label_ + ".current", [this] { show_current(); }) {
  if (own_volts_per_rpm_ <= 0)
    throw PartError("\"idle_milliamps\" must be less than what \"volts\" drive through \"ohms\"");
  add(plus_, "plus");
  add(minus_, "minus");
  add(a_, "A");
  add(b_, "B");
  winding_.on_step = [this] { look(); };
}

void DcMotor::wired() {
  machine_.analog.add(winding_);
  show_encoder();
}

// A first-order lag under a constant input, solved exactly.
DcMotor::Motion DcMotor::at(emulator::Time time) const {
  const double t = emulator::seconds(time - since_), e = exponential(-t / present_tau_);
  const double over = motion_.rpm - target_;
  return {target_ + over * e, motion_.turns + (target_ * t + over * present_tau_ * (1 - e)) / seconds_per_minute};
}

void DcMotor::advance() {
  motion_ = at(machine_.now());
  since_ = machine_.now();
  if (target_ == 0 && std::abs(motion_.rpm) < still) motion_.rpm = 0;
}

// No voltage and an end that nobody holds: no current brakes it.
bool DcMotor::coasts() const { return std::abs(target_) < still && (let_go(plus_) || let_go(minus_)); }

void DcMotor::look() {
  const double target = (plus_.volts() - minus_.volts()) * rpm_per_volt_, tau = present_tau_, before = target_;
  advance();
  target_ = std::abs(target) < still ? 0 : target;
  present_tau_ = coasts() ? coast_tau_ : tau_;
  if (target_ != before || tau != present_tau_) plan();
  show_current();
}

// Its own voltage is shown as a higher resistance. Never more than at full speed; the terminals' voltage may follow a
// little, so that small differences are left alone.
void DcMotor::show_current() {
  const double volts = plus_.volts() - minus_.volts(), own = at(machine_.now()).rpm * own_volts_per_rpm_;
  const double full = 1 / (1 - own_volts_per_rpm_ * rpm_per_volt_);  // of the resistance at a standstill
  const double most = std::isfinite(full) ? full : 1e3;
  const double left = volts - own;
  double times = 1;
  if (std::abs(volts) > 1e-3) times = left * volts > 0 ? std::min(volts / left, most) : most;
  const double before = winding_.ohms() / ohms_;
  if (std::abs(times - before) > 0.01 * before) winding_.ohms(times * ohms_);
  if (std::abs(at(machine_.now()).rpm - target_) > 0.005 * std::abs(target_))
    faster_.after(emulator::Duration{static_cast<emulator::i64>(present_tau_ / 20 * 1e12)});
  else
    faster_.cancel();
}

// Forwards: 00, 10, 11, 01. The ends of a quarter are a little apart, so that it is left on one side only.
void DcMotor::show_encoder() {
  if (pulses_ == 0) return;
  const double at = motion_.turns * 4 * pulses_;
  while (at >= quarter_ + 1 - nearly) quarter_ += 1;
  while (at <= quarter_ - nearly) quarter_ -= 1;
  const auto phase = static_cast<unsigned>(static_cast<emulator::i64>(quarter_) & 3);
  a_.drive(phase == 1 || phase == 2 ? encoder_volts_ : 0, output_ohms);
  b_.drive(phase == 2 || phase == 3 ? encoder_volts_ : 0, output_ohms);
}

// When the quarter may be left at the earliest: as far as it could get if its acceleration stayed as it is now, the
// most that it will be. It is looked at again then.
void DcMotor::plan() {
  if (pulses_ == 0) return;
  if (motion_.rpm == 0 && target_ == 0) return edge_.cancel();
  const double speed = motion_.rpm / seconds_per_minute, gain = (target_ / seconds_per_minute - speed) / present_tau_;
  const double at = motion_.turns * 4 * pulses_;
  const bool forwards = speed > 0 || (speed == 0 && gain > 0);
  const double up = std::max(quarter_ + 1 - at, 0.0), down = std::max(at - quarter_ + 2 * nearly, 0.0);
  const double ahead = (forwards ? up : down) / (4 * pulses_), behind = (forwards ? down : up) / (4 * pulses_);
  const double v = std::abs(speed), pull = forwards ? gain : -gain;  // in the direction it turns in
  double wait = pull > 0 ? (std::sqrt(v * v + 2 * pull * ahead) - v) / pull : ahead / v;
  if (pull < 0) wait = std::min(wait, std::sqrt(2 * behind / -pull));  // it may turn round before
  wait = std::min(wait, longest_wait);
  edge_.after(std::max(least_wait, emulator::Duration{static_cast<emulator::i64>(wait * 1e12)}));
}

std::vector<Reading> DcMotor::readings() {
  const Motion now = at(machine_.now());
  return {{"speed", "rpm", now.rpm}, {"angle", "deg", now.turns * 360}};
}

void DcMotor::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 since = since_.time_since_epoch().count();
  state(motion_.rpm, motion_.turns, target_, present_tau_, quarter_, since, edge_, faster_);
  double ohms = winding_.ohms();
  state(ohms);
  if (state.loading()) winding_.restore(ohms);
  since_ = emulator::Time{emulator::Duration{since}};
}

}  // namespace parts
