#include "peripherals/parts/clock_chip.hpp"

#include <cmath>

#include "peripherals/parts/wiring.hpp"

namespace parts {

namespace {
constexpr double low_ohms = 100;
}  // namespace

ClockChip::ClockChip(const Setup& setup, const std::string& pin)
    : I2cPart(setup, 0x68, 0x68, 0x68),
      pin_(setup.prefix + setup.name + "." + pin),
      tick_(setup.machine.scheduler, setup.prefix + setup.name + ".tick", [this] { tick(); }),
      wave_(setup.machine.scheduler, setup.prefix + setup.name + ".wave", [this] { half_wave(); }) {
  add(pin_, pin);
  if (const std::string time = setup.attributes.text("time", ""); !time.empty()) {
    calendar_.set(time);
    was_set_ = true;
  }
}

void ClockChip::start(bool reading) {
  pointer_follows_ = !reading;
  if (reading) shadow_ = calendar_.registers;
}

void ClockChip::write(u8 byte) {
  if (pointer_follows_) {
    pointer_ = byte;
    pointer_follows_ = false;
    return;
  }
  if (pointer_ < shadow_.size()) calendar_.registers[pointer_] = byte;
  write_register(pointer_, byte);
  // Writing the seconds begins a second anew ("Clock and calendar").
  if (pointer_ == Calendar::seconds && runs()) tick_.after(second_);
  pointer_ = following(pointer_);
}

emulator::u8 ClockChip::read() {
  const u8 value = pointer_ < shadow_.size() ? shadow_[pointer_] : read_register(pointer_);
  pointer_ = following(pointer_);
  return value;
}

void ClockChip::settings_changed() {
  if (!runs()) tick_.cancel();
  if (runs() && !tick_.pending()) tick_.after(second_);
  if (wave_hertz() != hertz_) {
    hertz_ = wave_hertz();
    wave_.cancel();
    low_ = false;
    half_wave();
  }
  show();
}

void ClockChip::drift(double parts_per_million) {
  second_ = emulator::Duration{std::llround(1e12 / (1 + parts_per_million / 1e6))};
}

void ClockChip::tick() {
  tick_.at(tick_.due() + second_);
  calendar_.tick();
  second();
}

void ClockChip::half_wave() {
  if (hertz_ <= 0 || alone(pin_)) return;
  low_ = !low_;
  wave_.after(emulator::Clock{static_cast<emulator::i64>(2 * hertz_)}.ticks(1));
  show();
}

void ClockChip::show() {
  if (wave_hertz() > 0 ? low_ : low_without_wave())
    pin_.drive(0, low_ohms);
  else
    pin_.release();
}

void ClockChip::serialize(emulator::State& state) {
  Part::serialize(state);
  state(calendar_.registers, pointer_, pointer_follows_, shadow_, low_, hertz_, tick_, wave_);
  emulator::i64 second = second_.count();
  state(second);
  second_ = emulator::Duration{second};
}

}  // namespace parts
