#include "peripherals/parts/bh1750.hpp"

#include <algorithm>
#include <cmath>

namespace parts {

namespace {

using emulator::u8;
using std::chrono::microseconds;

// "Instruction set architecture". Measurements are 0001_00xx, again and again, and 0010_00xx, once.
enum : u8 { power_down = 0x00, power_on_opcode = 0x01, reset = 0x07 };
constexpr u8 continuous = 0x10, once = 0x20, high_2 = 1, low = 3;

constexpr u8 default_time = 69, least_time = 31, most_time = 254;
constexpr double counts_per_lux = 1.2;
constexpr microseconds high_resolution{120'000}, low_resolution{16'000};

}  // namespace

Bh1750::Bh1750(const Setup& setup)
    : I2cPart(setup, 0x23, 0x23, 0x5c),
      illuminance_(quantity("illuminance", "lx", 300, {0, 150'000})),
      noise_(setup),
      measured_(setup.machine.scheduler, setup.prefix + setup.name + ".measured", [this] { measured(); }) {
  only_at(0x23, 0x5c);
}

void Bh1750::power_on() {
  powered_ = low_byte_ = false;
  mode_ = 0;
  time_ = default_time;
  counts_ = sent_ = 0;
  measured_.cancel();
}

emulator::Duration Bh1750::measuring_time() const {
  return ((mode_ & 3) == low ? low_resolution : high_resolution) * time_ / default_time;
}

void Bh1750::start(bool reading) {
  if (!reading) return;
  sent_ = counts_;
  low_byte_ = false;
}

// The high byte, then the low one.
u8 Bh1750::read() {
  const u8 byte = static_cast<u8>(low_byte_ ? sent_ : sent_ >> 8);
  low_byte_ = !low_byte_;
  return byte;
}

void Bh1750::write(u8 opcode) {
  const u8 kind = opcode & 0xf0;
  if (opcode == power_down || opcode == power_on_opcode) {
    powered_ = opcode == power_on_opcode;
    mode_ = 0;
    measured_.cancel();
  } else if (opcode == reset) {
    if (powered_) counts_ = 0;  // not acceptable in power down
  } else if (kind == continuous || kind == once) {
    powered_ = true;
    mode_ = opcode;
    measured_.after(measuring_time());
  } else if ((opcode & 0xf8) == 0x40) {  // "Change measurement time": its high bits
    time_ = static_cast<u8>((time_ & 0x1f) | (opcode & 7) << 5);
  } else if ((opcode & 0xe0) == 0x60) {  // and its low bits
    time_ = std::clamp(static_cast<u8>((time_ & 0xe0) | (opcode & 0x1f)), least_time, most_time);
  }
}

// 1.2 counts a lux, twice that in high resolution 2; more the longer it measures. Low resolution goes in steps of 4 lx.
void Bh1750::measured() {
  const u8 resolution = mode_ & 3;
  double lux = std::max(illuminance_.value() + noise_(), 0.0);
  if (resolution == low) lux = std::floor(lux / 4) * 4;
  const double counts = lux * counts_per_lux * (resolution == high_2 ? 2 : 1) * time_ / default_time;
  counts_ = static_cast<emulator::u16>(std::lround(std::min(counts, 65535.0)));
  if ((mode_ & 0xf0) == continuous) return measured_.after(measuring_time());
  powered_ = false;
  mode_ = 0;
}

void Bh1750::serialize(emulator::State& state) {
  Part::serialize(state);
  state(powered_, low_byte_, mode_, time_, counts_, sent_, noise_, measured_);
}

}  // namespace parts
