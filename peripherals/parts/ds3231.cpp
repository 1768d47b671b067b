#include "peripherals/parts/ds3231.hpp"

#include <algorithm>
#include <cmath>

#include "peripherals/parts/wiring.hpp"

namespace parts {

namespace {

using emulator::u8;

enum : u8 { alarm_1 = 0x07, alarm_2 = 0x0b, control = 0x0e, status = 0x0f, temperature_msb = 0x11, temperature_lsb };
constexpr u8 CONV = 1 << 5, INTCN = 1 << 2, A2IE = 1 << 1, A1IE = 1 << 0;               // control
constexpr u8 OSF = 1 << 7, EN32kHz = 1 << 3, BSY = 1 << 2, A2F = 1 << 1, A1F = 1 << 0;  // status
constexpr u8 any = 1 << 7, by_weekday = 1 << 6;                                         // of alarms
constexpr u8 conversion_seconds = 64;
constexpr std::chrono::milliseconds conversion_time{125};  // t_CONV, typical
constexpr double low_ohms = 100;

}  // namespace

Ds3231::Ds3231(const Setup& setup)
    : ClockChip(setup, "SQW"),
      temperature_(quantity("temperature", "degC", 25, {-40, 85})),
      out_32k_(setup.prefix + setup.name + ".32K"),
      converted_(setup.machine.scheduler, setup.prefix + setup.name + ".converted", [this] { convert(); }),
      wave_32k_(setup.machine.scheduler, setup.prefix + setup.name + ".32k", [this] { half_of_32k(); }) {
  add(out_32k_, "32K");
  reg(control) = 0x1c;
  reg(status) = static_cast<u8>(EN32kHz | (was_set() ? 0 : OSF));
}

void Ds3231::wired() {
  ClockChip::wired();
  convert();
  half_of_32k();
  settings_changed();
}

u8 Ds3231::read_register(u8 address) { return address < 0x13 ? reg(address) : u8{0}; }

// Flags can only be cleared, CONV only set, BSY and the temperature only read.
void Ds3231::write_register(u8 address, u8 value) {
  if (address < alarm_1 || address >= temperature_msb) return;
  if (address == status) {
    const u8 before = reg(status), flags = OSF | A2F | A1F;
    reg(status) = static_cast<u8>((before & value & flags) | (value & EN32kHz) | (before & BSY));
    half_of_32k();
  } else if (address == control) {
    const bool begins = value & CONV && !(reg(status) & BSY);
    reg(control) = static_cast<u8>(value | (reg(control) & CONV));
    if (begins) begin_conversion();
  } else {
    reg(address) = value;
  }
  settings_changed();
}

// Table 2, "Alarm mask bits". Fields from the lowest on: each is masked or equal.
bool Ds3231::matches(u8 alarm, Calendar::Field from) const {
  for (unsigned field = from; field <= Calendar::hours; ++field, ++alarm) {
    const u8 wanted = reg(alarm);
    if (!(wanted & any) && (wanted & ~any) != calendar_.registers[field]) return false;
  }
  const u8 day = reg(alarm);
  if (day & any) return true;
  return day & by_weekday ? (day & 0x0f) == calendar_.registers[Calendar::weekday]
                          : (day & 0x3f) == calendar_.registers[Calendar::date];
}

void Ds3231::second() {
  if (matches(alarm_1, Calendar::seconds)) reg(status) |= A1F;
  if (calendar_.registers[Calendar::seconds] == 0 && matches(alarm_2, Calendar::minutes)) reg(status) |= A2F;
  if (++until_conversion_ >= conversion_seconds) begin_conversion();
  show();
}

// When V_CC comes, every 64 s, and by CONV ("Temperature conversion").
void Ds3231::power_on() { begin_conversion(); }

void Ds3231::begin_conversion() {
  if (reg(status) & BSY) return;
  reg(status) |= BSY;
  converted_.after(conversion_time);
}

// "Temperature registers": quarters of a degree.
void Ds3231::convert() {
  const long quarters = std::lround(std::clamp(temperature_.value(), -128.0, 127.75) * 4);
  reg(temperature_msb) = static_cast<u8>(quarters >> 2);
  reg(temperature_lsb) = static_cast<u8>(quarters << 6);
  reg(control) &= static_cast<u8>(~CONV);
  reg(status) &= static_cast<u8>(~BSY);
  until_conversion_ = 0;
}

double Ds3231::wave_hertz() const {
  constexpr double rates[] = {1, 1024, 4096, 8192};
  return reg(control) & INTCN ? 0 : rates[reg(control) >> 3 & 3];
}

bool Ds3231::low_without_wave() const {
  static_assert(A1IE == A1F && A2IE == A2F);
  return reg(control) & reg(status) & (A1IE | A2IE);
}

// Only where somebody has wired it.
void Ds3231::half_of_32k() {
  const bool on = reg(status) & EN32kHz && !alone(out_32k_);
  low_32k_ = on && !low_32k_;
  if (low_32k_)
    out_32k_.drive(0, low_ohms);
  else
    out_32k_.release();
  if (on)
    wave_32k_.after(emulator::Clock{65'536}.ticks(1));
  else
    wave_32k_.cancel();
}

void Ds3231::serialize(emulator::State& state) {
  ClockChip::serialize(state);
  state(beyond_, until_conversion_, low_32k_, converted_, wave_32k_);
}

}  // namespace parts
