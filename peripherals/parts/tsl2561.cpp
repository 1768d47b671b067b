#include "peripherals/parts/tsl2561.hpp"

#include <algorithm>
#include <cmath>

#include "emulator/analog/mathematics.hpp"
#include "peripherals/parts/gap.hpp"

namespace parts {

namespace {

using emulator::u16;
using emulator::u8;
using std::chrono::microseconds;

enum : u8 {  // table 2
  CONTROL = 0x0,
  TIMING = 0x1,
  THRESHLOWLOW = 0x2,
  THRESHHIGHLOW = 0x4,
  INTERRUPT = 0x6,
  ID = 0xa,
  DATA0LOW = 0xc,
  DATA1LOW = 0xe,
};
constexpr u8 CMD = 1 << 7, CLEAR = 1 << 6;                          // of the command
constexpr u8 POWER = 3, GAIN = 1 << 4, MANUAL = 1 << 3, INTEG = 3;  // of CONTROL, TIMING
constexpr u8 disabled = 0, alert_mode = 2, test = 3;                // INTR of INTERRUPT
constexpr microseconds integration_times[] = {microseconds{13'700}, microseconds{101'000}, microseconds{402'000}};
constexpr double longest_counts[] = {5047, 37'177, 65'535};
constexpr double nominal_ms = 402, high_gain = 16;
constexpr double low_ohms = 100;

// "Calculating lux", T, FN and CL packages: of a count of channel 0 at 402 ms and gain 16.
double lux_per_count(double ratio) {
  if (ratio <= 0.5) return 0.0304 - 0.062 * (ratio > 0 ? emulator::analog::power(ratio, 1.4) : 0);
  if (ratio <= 0.61) return 0.0224 - 0.031 * ratio;
  if (ratio <= 0.8) return 0.0128 - 0.0153 * ratio;
  return 0.00146 - 0.00112 * ratio;
}

}  // namespace

Tsl2561::Tsl2561(const Setup& setup)
    : I2cPart(setup, 0x39, 0x29, 0x49),
      int_(setup.prefix + setup.name + ".INT"),
      illuminance_(quantity("illuminance", "lx", 300, {0, 150'000})),
      infrared_(setup.attributes.number("infrared", 0.25, 0, 1.29)),
      noise_(setup),
      integrated_(setup.machine.scheduler, setup.prefix + setup.name + ".integrated", [this] { integrated(); }) {
  only_at(0x29, 0x39, 0x49);
  add(int_, "INT");
  power_on();
}

void Tsl2561::power_on() {
  regs_ = {};
  regs_[TIMING] = 2;
  regs_[ID] = 0x50;
  beyond_ = 0;
  interrupts_ = false;
  integrated_.cancel();
  show();
}

bool Tsl2561::powered() const { return (regs_[CONTROL] & POWER) == POWER; }

bool Tsl2561::manual() const { return (regs_[TIMING] & INTEG) == INTEG; }

emulator::Duration Tsl2561::integration_time() const { return integration_times[std::min(regs_[TIMING] & INTEG, 2)]; }

void Tsl2561::start(bool reading) { command_follows_ = !reading; }

// Every transfer begins with a command; a byte without its highest bit selects nothing ("Command register").
void Tsl2561::write(u8 byte) {
  if (!command_follows_) {
    if (!ignores_) write_register(pointer_++ & 15, byte);
    return;
  }
  command_follows_ = false;
  ignores_ = !(byte & CMD);
  if (ignores_) return;
  pointer_ = byte & 15;
  if (byte & CLEAR) interrupts_ = false, show();
}

u8 Tsl2561::read() { return read_register(pointer_++ & 15); }

// Without power the data cannot be relied upon; they stay what they were.
u8 Tsl2561::read_register(u8 address) const { return regs_[address]; }

void Tsl2561::write_register(u8 address, u8 value) {
  if (address > INTERRUPT) return;
  const bool was_powered = powered();
  const u8 before = regs_[address];
  regs_[address] = address == CONTROL ? value & POWER : value;
  if (address == INTERRUPT) {
    beyond_ = 0;
    if ((value >> 4 & 3) == test) interrupts_ = true;  // an interrupt at once
    if ((value >> 4 & 3) == disabled) interrupts_ = false;
    if ((value >> 4 & 3) == alert_mode) tell_gap(machine_, name(), "SMBus's alert response");
    show();
  }
  if (address == CONTROL && powered() == was_powered) return;
  if (address == TIMING && powered() && manual()) return time_manually((before ^ value) & MANUAL && value & MANUAL);
  if (address == CONTROL || address == TIMING) begin();
}

// MANUAL set begins an integration, cleared ends it.
void Tsl2561::time_manually(bool begins) {
  integrated_.cancel();
  if (begins)
    manual_since_ = machine_.now();
  else if (!(regs_[TIMING] & MANUAL))
    measure(emulator::seconds(machine_.now() - manual_since_) * 1000);
}

void Tsl2561::begin() {
  integrated_.cancel();
  if (powered() && !manual()) integrated_.after(integration_time());
}

void Tsl2561::integrated() {
  measure(emulator::seconds(integration_time()) * 1000);
  judge();
  begin();
}

void Tsl2561::measure(double milliseconds) {
  const double lux = std::max(illuminance_.value() + noise_(), 0.0);
  const double scale = milliseconds / nominal_ms * (regs_[TIMING] & GAIN ? 1 : 1 / high_gain);
  const double most = manual() ? 65'535 : longest_counts[regs_[TIMING] & INTEG];
  const double counts = lux / lux_per_count(infrared_) * scale;
  const auto put = [&](u8 address, double value) {
    const auto code = static_cast<u16>(std::lround(std::min(value, most)));
    regs_[address] = static_cast<u8>(code);
    regs_[address + 1u] = static_cast<u8>(code >> 8);
  };
  put(DATA0LOW, counts);
  put(DATA1LOW, counts * infrared_);
}

// "Interrupt control register": PERSIST 0 is every integration, n so many in a row outside the thresholds.
void Tsl2561::judge() {
  const u8 control = regs_[INTERRUPT], persist = control & 15;
  const u16 value = word(DATA0LOW);
  const bool beyond = value < word(THRESHLOWLOW) || value > word(THRESHHIGHLOW);
  beyond_ = beyond ? static_cast<u8>(std::min(beyond_ + 1, 15)) : u8{0};
  const u8 mode = control >> 4 & 3;
  if (mode != disabled && mode != test && (persist == 0 || (beyond && beyond_ >= persist))) interrupts_ = true;
  show();
}

void Tsl2561::show() {
  if (interrupts_)
    int_.drive(0, low_ohms);
  else
    int_.release();
}

void Tsl2561::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 since = manual_since_.time_since_epoch().count();
  state(pointer_, command_follows_, ignores_, regs_, beyond_, interrupts_, since, noise_, integrated_);
  manual_since_ = emulator::Time{emulator::Duration{since}};
}

}  // namespace parts
