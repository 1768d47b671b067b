#include "peripherals/parts/mh_z19.hpp"

#include <algorithm>
#include <cmath>

#include "emulator/analog/mathematics.hpp"
#include "peripherals/parts/wiring.hpp"

namespace parts {

namespace {

using emulator::u8;

enum : u8 {
  begin = 0xff,
  sensor_number = 0x01,
  self_calibration = 0x79,
  read_concentration = 0x86,
  calibrate_zero = 0x87,
  calibrate_span = 0x88,
  set_range = 0x99,
};
constexpr double clean_air = 400;
constexpr double logarithm_of_ten = 2.302585092994046;
constexpr std::chrono::milliseconds period{1004}, edge{2};  // "PWM output"
constexpr double output_ohms = 100;

emulator::Duration in_seconds(double s) { return emulator::Duration{static_cast<emulator::i64>(s * 1e12)}; }

// "Checksum": of all but the first byte, with the last they add up to nothing.
u8 checksum(const std::array<u8, 9>& bytes) {
  unsigned sum = 0;
  for (unsigned i = 1; i < 8; ++i) sum += bytes[i];
  return static_cast<u8>(-sum);
}

}  // namespace

MhZ19::MhZ19(const Setup& setup)
    : Part(setup),
      port_(setup.machine, setup.prefix + setup.name, 3.3, 9600, [this](u8 byte) { heard(byte); }),
      pwm_(setup.prefix + setup.name + ".PWM"),
      co2_(quantity("co2", "ppm", 400, {0, 100'000})),
      temperature_(quantity("temperature", "degC", 25, {-40, 85})),
      volts_(3.3),
      t90_(setup.attributes.number("t90", 0, 0, 3600)),
      warm_up_(in_seconds(setup.attributes.number("warm_up", 0, 0, 3600))),
      noise_(setup),
      range_(setup.attributes.number("range", 5000, 1000, 10'000)),
      pulse_(setup.machine.scheduler, setup.prefix + setup.name + ".pulse", [this] { pulse(); }) {
  add(port_.rx, "RX");
  add(port_.tx, "TX");
  add(pwm_, "PWM");
  from_ = to_ = co2_.value();
  co2_.watch([this](double) { settle(); });
}

void MhZ19::wired() { port_.join(); }

void MhZ19::power_on() {
  port_.clear();
  received_ = 0;
  warm_ = machine_.now() + warm_up_;
  high_ = false;
  pulse();
}

// The cell follows the air as a first-order lag.
double MhZ19::sensed() const {
  if (t90_ <= 0) return to_;
  const double passed = emulator::seconds(machine_.now() - since_) / t90_ * logarithm_of_ten;
  return to_ + (from_ - to_) * emulator::analog::exponential(-passed);
}

void MhZ19::settle() {
  from_ = sensed();
  to_ = co2_.value();
  since_ = machine_.now();
}

double MhZ19::told() {
  if (machine_.now() < warm_) return clean_air;
  return std::clamp((sensed() + zero_ + noise_()) * span_, 0.0, range_);
}

std::vector<Reading> MhZ19::readings() { return {{"sensed", "ppm", sensed()}}; }

// A command begins with 0xff and 0x01; what does not fit is passed over.
void MhZ19::heard(u8 byte) {
  if (received_ == 0 && byte != begin) return;
  in_[received_++] = byte;
  if (received_ == 2 && byte != sensor_number) received_ = byte == begin ? 1 : 0;
  if (received_ < in_.size()) return;
  received_ = 0;
  if (checksum(in_) == in_[8]) command();
}

void MhZ19::command() {
  const int value = in_[3] << 8 | in_[4];
  switch (in_[2]) {
    case read_concentration: {
      const auto ppm = static_cast<unsigned>(std::lround(told()));
      const long warmth = std::lround(temperature_.value()) + 40;
      return answer({begin, read_concentration, static_cast<u8>(ppm >> 8), static_cast<u8>(ppm),
                     static_cast<u8>(std::clamp(warmth, 0l, 255l)), 0, 0, 0, 0});
    }
    case calibrate_zero: zero_ = clean_air - sensed(); return;
    case calibrate_span:
      if (sensed() + zero_ > 0 && value >= 1000) span_ = value / (sensed() + zero_);
      return;
    case set_range: {
      const int range = in_[6] << 8 | in_[7];
      if (range >= 1000 && range <= 10'000) range_ = range;
      return;
    }
    default: return;
  }
}

void MhZ19::answer(std::array<u8, 9> bytes) {
  bytes[8] = checksum(bytes);
  port_.send({bytes.begin(), bytes.end()});
}

// 2 ms high, as much of 1000 ms as of the range, 2 ms low.
void MhZ19::pulse() {
  high_ = !high_;
  pwm_.drive(high_ ? volts_ : 0, output_ohms);
  if (alone(pwm_)) return pulse_.cancel();
  const auto high = edge + std::chrono::duration_cast<emulator::Duration>(
                               std::chrono::microseconds{std::lround(std::clamp(told() / range_, 0.0, 1.0) * 1e6)});
  pulse_.after(high_ ? emulator::Duration{high} : emulator::Duration{period} - high);
}

void MhZ19::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 since = since_.time_since_epoch().count(), warm = warm_.time_since_epoch().count();
  state(port_, noise_, range_, zero_, span_, from_, to_, since, warm, in_, received_, high_, pulse_);
  since_ = emulator::Time{emulator::Duration{since}};
  warm_ = emulator::Time{emulator::Duration{warm}};
}

}  // namespace parts
