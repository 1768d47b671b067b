#include "peripherals/parts/ads1115.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parts {

namespace {

using emulator::u16;
using emulator::u8;
using std::chrono::microseconds;

enum : u8 { conversion, config, lo_thresh, hi_thresh };  // 9.6.1, address pointer

// 9.6.3, config register
constexpr u16 OS = 1 << 15, MODE = 1 << 8, COMP_MODE = 1 << 4, COMP_POL = 1 << 3, COMP_LAT = 1 << 2, COMP_QUE = 3;
constexpr u16 reset_config = 0x8583;
unsigned mux(u16 value) { return value >> 12 & 7; }

struct Pair {
  int plus, minus;  // -1: ground
};
constexpr Pair pairs[] = {{0, 1}, {0, 3}, {1, 3}, {2, 3}, {0, -1}, {1, -1}, {2, -1}, {3, -1}};
constexpr double full_scales[] = {6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256};
constexpr int rates[] = {8, 16, 32, 64, 128, 250, 475, 860};
constexpr int fast_rates[] = {128, 250, 490, 920, 1600, 2400, 3300, 3300};

constexpr double beyond_supply = 0.3;   // 7.3, what inputs may have
constexpr microseconds ready_pulse{8};  // 9.3.8
constexpr double low_ohms = 100;

}  // namespace

Ads1115::Ads1115(const Setup& setup, unsigned bits)
    : I2cPart(setup, 0x48, 0x48, 0x4b),
      inputs_{
          emulator::Terminal{setup.prefix + setup.name + ".A0"}, emulator::Terminal{setup.prefix + setup.name + ".A1"},
          emulator::Terminal{setup.prefix + setup.name + ".A2"}, emulator::Terminal{setup.prefix + setup.name + ".A3"}},
      alert_(setup.prefix + setup.name + ".ALRT"),
      bits_(bits),
      supply_(setup.attributes.number("volts", setup.supply, 2, 5.5)),
      noise_(setup),
      converted_(setup.machine.scheduler, setup.prefix + setup.name + ".converted", [this] { converted(); }),
      ready_end_(setup.machine.scheduler, setup.prefix + setup.name + ".ready_end", [this] { alert(false); }) {
  for (unsigned i = 0; i < inputs_.size(); ++i) add(inputs_[i], fmt::format("A{}", i));
  add(alert_, "ALRT");
  power_on();
}

void Ads1115::power_on() {
  config_ = reset_config;
  conversion_ = 0;
  low_ = -0x8000;
  high_threshold_ = 0x7fff;
  beyond_ = 0;
  alerts_ = false;
  converted_.cancel();
  ready_end_.cancel();
  alert(false);
}

emulator::Duration Ads1115::conversion_time() const {
  return emulator::Clock{(bits_ == 16 ? rates : fast_rates)[config_ >> 5 & 7]}.ticks(1);
}

void Ads1115::start(bool) { bytes_ = 0; }

void Ads1115::write(u8 byte) {
  switch (bytes_++) {
    case 0: pointer_ = byte & 3; return;
    case 1: high_ = byte; return;
    case 2: break;
    default: return;
  }
  const u16 value = static_cast<u16>(high_ << 8 | byte);
  if (pointer_ == config) configure(value);
  if (pointer_ == lo_thresh) low_ = static_cast<i16>(value);
  if (pointer_ == hi_thresh) high_threshold_ = static_cast<i16>(value);
}

u8 Ads1115::read() {
  const u16 value = word();
  if (pointer_ == conversion && config_ & COMP_LAT && !tells_ready()) alerts_ = false, alert(false);  // 9.3.7
  return static_cast<u8>(bytes_++ % 2 ? value : value >> 8);
}

u16 Ads1115::word() const {
  switch (pointer_) {
    case conversion: return static_cast<u16>(conversion_);
    case config: {
      const bool idle = !(config_ & MODE) ? false : !converted_.pending();
      return static_cast<u16>((config_ & ~OS) | (idle ? OS : 0));
    }
    case lo_thresh: return static_cast<u16>(low_);
    default: return static_cast<u16>(high_threshold_);
  }
}

// OS begins a conversion only while none runs; a new setting of continuous mode begins anew.
void Ads1115::configure(u16 value) {
  const bool single = value & MODE, runs = converted_.pending();
  const bool was_continuous = !(config_ & MODE);
  config_ = value;
  beyond_ = 0;
  if (!single) return converted_.after(conversion_time());
  if (was_continuous) converted_.cancel();
  if (value & OS && (!runs || was_continuous)) {
    if (tells_ready()) alert(false);
    converted_.after(conversion_time());
  }
}

double Ads1115::volts(unsigned input) const {
  return std::clamp(inputs_[input].volts(), -beyond_supply, supply_ + beyond_supply);
}

// 9.5.4, "Data format"; table 4.
emulator::i16 Ads1115::convert() {
  const Pair pair = pairs[mux(config_)];
  double difference = volts(static_cast<unsigned>(pair.plus)) + noise_();
  if (pair.minus >= 0) difference -= volts(static_cast<unsigned>(pair.minus));
  const long most = 1l << (bits_ - 1);
  const long code = std::lround(difference / full_scales[config_ >> 9 & 7] * static_cast<double>(most));
  return static_cast<i16>(std::clamp(code, -most, most - 1) << (16 - bits_));
}

void Ads1115::converted() {
  conversion_ = convert();
  if (!(config_ & MODE)) converted_.after(conversion_time());
  if ((config_ & COMP_QUE) == COMP_QUE) return alert(false);
  if (!tells_ready()) return compare(conversion_);
  alert(true);
  if (!(config_ & MODE)) ready_end_.after(ready_pulse);
}

// 9.3.8: the thresholds' signs ask for it.
bool Ads1115::tells_ready() const { return high_threshold_ < 0 && low_ >= 0; }

// 9.3.7: the traditional comparator lets go below the lower threshold, the window one inside.
void Ads1115::compare(i16 code) {
  const bool window = config_ & COMP_MODE;
  const bool beyond = code > high_threshold_ || (window && code < low_);
  const bool within = window ? !beyond : code < low_;
  constexpr u8 queue[] = {1, 2, 4};
  beyond_ = beyond ? static_cast<u8>(std::min<int>(beyond_ + 1, queue[config_ & COMP_QUE])) : u8{0};
  if (beyond && beyond_ == queue[config_ & COMP_QUE]) alerts_ = true;
  if (within && !(config_ & COMP_LAT)) alerts_ = false;
  alert(alerts_);
}

void Ads1115::alert(bool active) {
  const bool low = active != static_cast<bool>(config_ & COMP_POL) && (config_ & COMP_QUE) != COMP_QUE;
  if (low)
    alert_.drive(0, low_ohms);
  else
    alert_.release();
}

void Ads1115::serialize(emulator::State& state) {
  Part::serialize(state);
  state(pointer_, bytes_, high_, config_, conversion_, low_, high_threshold_, beyond_, alerts_, noise_, converted_,
        ready_end_);
}

}  // namespace parts
