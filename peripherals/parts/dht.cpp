#include "peripherals/parts/dht.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parts {

namespace {

using emulator::u8;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

// AM2302, table 7 "Single bus signal characteristics", typical; the DHT11's are the same but for the start signal.
constexpr microseconds before_answer{30}, answer_low{80}, answer_high{80};
constexpr microseconds bit_low{50}, zero_high{26}, one_high{70}, end_low{50};
constexpr unsigned bits = 40;
constexpr seconds unstable{1};

// 20 to 90 % and 0 to 50 degC; the decimals are zero.
std::array<u8, 4> encode_dht11(double temperature, double humidity) {
  return {static_cast<u8>(std::lround(std::clamp(humidity, 20.0, 90.0))), 0,
          static_cast<u8>(std::lround(std::clamp(temperature, 0.0, 50.0))), 0};
}

// Tenths; the highest bit of the temperature is its sign.
std::array<u8, 4> encode_dht22(double temperature, double humidity) {
  const long h = std::lround(std::clamp(humidity, 0.0, 99.9) * 10);
  const long t = std::lround(std::clamp(temperature, -40.0, 80.0) * 10);
  const long coded = std::labs(t) | (t < 0 ? 0x8000 : 0);
  return {static_cast<u8>(h >> 8), static_cast<u8>(h), static_cast<u8>(coded >> 8), static_cast<u8>(coded)};
}

}  // namespace

// At least 18 ms; 1 ms less is taken, as hosts that wait just that long are common.
Dht11::Dht11(const Setup& setup) : Dht(setup, {milliseconds{17}, seconds{1}, encode_dht11}) {}
Dht22::Dht22(const Setup& setup) : Dht(setup, {microseconds{800}, seconds{2}, encode_dht22}) {}

Dht::Dht(const Setup& setup, const Model& model)
    : Part(setup),
      model_(model),
      temperature_(quantity("temperature", "degC", 25, {-40, 80})),
      humidity_(quantity("humidity", "%", 40, {0, 100})),
      line_(setup.prefix + setup.name + ".DATA", setup.attributes.number("volts", setup.supply, 3, 6),
            setup.attributes.number("pull_ohms", 5100, 0, 1e6), [this](bool level) { edge(level); }),
      noise_(setup),
      humidity_noise_(setup, "humidity_noise"),
      step_(setup.machine.scheduler, setup.prefix + setup.name + ".step", [this] { step(); }) {
  add(line_.pin, "DATA");
  const double usual = emulator::seconds(model.interval);
  model_.interval = microseconds{std::llround(setup.attributes.number("interval", usual, 0, 60) * 1e6)};
  measure();
  ready_ = machine_.now();
  awake_ = machine_.now() + std::min<emulator::Duration>(model_.interval, unstable);
}

void Dht::tell_hurry() {
  machine_.circuit_findings.tell(
      emulator::CircuitFinding::Kind::bad_signal, name() + ".hurry",
      fmt::format("{} is read again too soon: it measures every {:g} s and tells the same until then", name(),
                  emulator::seconds(model_.interval)));
}

void Dht::power_on() {
  line_.pull_low(false);
  step_.cancel();
  steps_ = 0;
  measure();
  ready_ = machine_.now();
  awake_ = machine_.now() + std::min<emulator::Duration>(model_.interval, unstable);
}

void Dht::measure() {
  const auto data = model_.encode(temperature_.value() + noise_(), humidity_.value() + humidity_noise_());
  std::ranges::copy(data, bytes_.begin());
  bytes_[4] = static_cast<u8>(std::accumulate(data.begin(), data.end(), 0));
  ready_ = machine_.now() + model_.interval;
}

void Dht::edge(bool level) {
  if (steps_ || line_.pulls_low()) return;
  const emulator::Time now = machine_.now();
  if (!level) {
    fell_ = now;
  } else if (now - fell_ >= model_.wake && now >= awake_) {
    if (model_.interval.count() == 0) measure();
    fresh_ = now >= ready_;
    if (!fresh_) tell_hurry();
    steps_ = 1;
    step_.after(before_answer);
  }
}

void Dht::drive_for(bool low, emulator::Duration time) {
  line_.pull_low(low);
  step_.after(time);
}

// Low, high, 40 times low and high, low.
void Dht::step() {
  const unsigned n = steps_++;
  if (n == 1) return drive_for(true, answer_low);
  if (n == 2) return drive_for(false, answer_high);
  const unsigned bit = (n - 3) / 2;
  if (bit == bits) {
    if (n % 2) return drive_for(true, end_low);
    line_.pull_low(false);
    steps_ = 0;
    if (fresh_) measure();
    return;
  }
  if (n % 2) return drive_for(true, bit_low);
  drive_for(false, bytes_[bit / 8] >> (7 - bit % 8) & 1 ? one_high : zero_high);
}

void Dht::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 fell = fell_.time_since_epoch().count(), ready = ready_.time_since_epoch().count();
  emulator::i64 awake = awake_.time_since_epoch().count();
  state(line_, bytes_, steps_, fell, ready, awake, fresh_, noise_, humidity_noise_, step_);
  fell_ = emulator::Time{emulator::Duration{fell}};
  ready_ = emulator::Time{emulator::Duration{ready}};
  awake_ = emulator::Time{emulator::Duration{awake}};
}

}  // namespace parts
