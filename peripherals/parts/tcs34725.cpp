#include "peripherals/parts/tcs34725.hpp"

#include <algorithm>
#include <cmath>

namespace parts {

namespace {

using emulator::u16;
using emulator::u8;
using std::chrono::microseconds;

enum : u8 {  // table 2
  ENABLE = 0x00,
  ATIME = 0x01,
  WTIME = 0x03,
  AILTL = 0x04,
  AIHTL = 0x06,
  PERS = 0x0c,
  CONFIG = 0x0d,
  CONTROL = 0x0f,
  ID = 0x12,
  STATUS = 0x13,
  CDATAL = 0x14,
  BDATAH = 0x1b,
};
constexpr u8 COMMAND = 1 << 7, special = 3, clear_interrupt = 0x06;
constexpr u8 AIEN = 1 << 4, WEN = 1 << 3, AEN = 1 << 1, PON = 1 << 0;  // ENABLE
constexpr u8 WLONG = 1 << 1, AINT = 1 << 4, AVALID = 1 << 0;           // CONFIG, STATUS
constexpr microseconds cycle{2400};                                    // of integration and waiting; also to wake up
constexpr int counts_per_cycle = 1024;
constexpr double gains[] = {1, 4, 16, 60};

// "Optical characteristics": counts of the clear channel per uW/cm2 at gain 16
// and 24 ms, and each colour's share of them; columns: 615, 525, 465 nm.
constexpr double clear_counts[] = {19.5, 16.6, 13.8};
constexpr double specified_gain = 16, specified_cycles = 10;
constexpr double shares[3][3] = {{0.95, 0.145, 0.075}, {0.07, 0.725, 0.26}, {0.145, 0.275, 0.765}};

constexpr u8 persistences[] = {0, 1, 2, 3, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60};
constexpr double low_ohms = 100;

}  // namespace

Tcs34725::Tcs34725(const Setup& setup)
    : I2cPart(setup, 0x29, 0x29, 0x29),
      int_(setup.prefix + setup.name + ".INT"),
      light_{&quantity("red", "uW/cm2", 20, {0, 100'000}), &quantity("green", "uW/cm2", 20, {0, 100'000}),
             &quantity("blue", "uW/cm2", 20, {0, 100'000})},
      noise_(setup),
      integrated_(setup.machine.scheduler, setup.prefix + setup.name + ".integrated", [this] { integrated(); }) {
  add(int_, "INT");
  power_on();
}

void Tcs34725::power_on() {
  regs_ = {};
  regs_[ATIME] = regs_[WTIME] = 0xff;
  regs_[ID] = 0x44;
  beyond_ = 0;
  integrated_.cancel();
  show();
}

emulator::Duration Tcs34725::integration_time() const { return cycle * (256 - regs_[ATIME]); }

emulator::Duration Tcs34725::wait_time() const {
  return regs_[ENABLE] & WEN ? cycle * (256 - regs_[WTIME]) * (regs_[CONFIG] & WLONG ? 12 : 1) : microseconds{0};
}

void Tcs34725::start(bool reading) { command_follows_ = !reading; }

void Tcs34725::write(u8 byte) {
  if (!command_follows_) {
    if (pointer_ < regs_.size()) write_register(pointer_++, byte);
    return;
  }
  command_follows_ = false;
  if (!(byte & COMMAND)) return;
  if ((byte >> 5 & 3) != special) {
    pointer_ = byte & 0x1f;
  } else if ((byte & 0x1f) == clear_interrupt) {
    regs_[STATUS] &= static_cast<u8>(~AINT);
    beyond_ = 0;
    show();
  }
}

// Reading a low byte keeps the high one of the same moment ("RGBC data
// registers").
u8 Tcs34725::read() {
  if (pointer_ >= regs_.size()) return 0;
  const u8 address = pointer_++;
  if (address < CDATAL || address > BDATAH) return regs_[address];
  if (address % 2) return high_byte_;
  high_byte_ = regs_[address + 1u];
  return regs_[address];
}

void Tcs34725::write_register(u8 address, u8 value) {
  if (address >= ID) return;
  const u8 before = regs_[address];
  regs_[address] = value;
  if (address == ENABLE && (before ^ value) & (PON | AEN)) begin();
  show();
}

// Waiting, waking up, integrating ("State diagram").
void Tcs34725::begin() {
  const bool on = (regs_[ENABLE] & (PON | AEN)) == (PON | AEN);
  regs_[STATUS] &= static_cast<u8>(~AVALID);
  integrated_.cancel();
  if (on) integrated_.after(wait_time() + cycle + integration_time());
}

void Tcs34725::integrated() {
  const int cycles = 256 - regs_[ATIME];
  const double scale = cycles / specified_cycles * gains[regs_[CONTROL] & 3] / specified_gain;
  const double most = std::min(cycles * counts_per_cycle, 65'535);
  std::array<double, 4> counts{};
  for (unsigned light = 0; light < 3; ++light) {
    const double clear = light_[light]->value() * clear_counts[light] * scale;
    counts[0] += clear;
    for (unsigned channel = 0; channel < 3; ++channel) counts[channel + 1] += clear * shares[channel][light];
  }
  for (unsigned channel = 0; channel < 4; ++channel) {
    const auto code = static_cast<u16>(std::lround(std::clamp(counts[channel] + noise_(), 0.0, most)));
    regs_[CDATAL + 2 * channel] = static_cast<u8>(code);
    regs_[CDATAL + 2 * channel + 1] = static_cast<u8>(code >> 8);
  }
  regs_[STATUS] |= AVALID;
  judge();
  integrated_.after(wait_time() + cycle + integration_time());
}

void Tcs34725::judge() {
  const u8 persistence = persistences[regs_[PERS] & 15];
  const bool beyond = word(CDATAL) < word(AILTL) || word(CDATAL) > word(AIHTL);
  beyond_ = beyond ? static_cast<u8>(std::min(beyond_ + 1, 60)) : u8{0};
  if (persistence == 0 || (beyond && beyond_ >= persistence)) regs_[STATUS] |= AINT;
  show();
}

void Tcs34725::show() {
  if (regs_[STATUS] & AINT && regs_[ENABLE] & AIEN)
    int_.drive(0, low_ohms);
  else
    int_.release();
}

void Tcs34725::serialize(emulator::State& state) {
  Part::serialize(state);
  state(pointer_, high_byte_, command_follows_, regs_, beyond_, noise_, integrated_);
}

}  // namespace parts
