#include "peripherals/parts/ds1307.hpp"

namespace parts {

namespace {
using emulator::u8;
constexpr u8 CH = 1 << 7;                          // of the seconds
constexpr u8 control = 0x07;                       // table 2
constexpr u8 OUT = 1 << 7, SQWE = 1 << 4, RS = 3;  // "Control register"
constexpr u8 last = 0x3f;
}  // namespace

Ds1307::Ds1307(const Setup& setup) : ClockChip(setup, "SQW") {
  beyond_[0] = RS;  // "Control register": what it is at first
  if (!was_set()) calendar_.registers[Calendar::seconds] = CH;
}

void Ds1307::wired() {
  ClockChip::wired();
  settings_changed();
}

u8 Ds1307::read_register(u8 address) { return beyond_[(address & last) - control]; }

void Ds1307::write_register(u8 address, u8 value) {
  if (address >= control) beyond_[(address & last) - control] = address == control ? value & (OUT | SQWE | RS) : value;
  if (address == control || address == Calendar::seconds) settings_changed();
}

bool Ds1307::runs() const { return !(calendar_.registers[Calendar::seconds] & CH); }

double Ds1307::wave_hertz() const {
  constexpr double rates[] = {1, 4096, 8192, 32'768};
  return runs() && beyond_[0] & SQWE ? rates[beyond_[0] & RS] : 0;
}

bool Ds1307::low_without_wave() const { return !(beyond_[0] & OUT); }

void Ds1307::serialize(emulator::State& state) {
  ClockChip::serialize(state);
  state(beyond_);
}

}  // namespace parts
