#include "peripherals/esp32/pads.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace esp32 {

namespace {

// I_OH 40 mA at V_OH >= 2.64 V, I_OL 28 mA at V_OL = 0.495 V with the strongest drive; each weaker one halves it.
constexpr double high_drop = 0.66, high_amps = 0.040, low_drop = 0.495, low_amps = 0.028;
constexpr double middle = 0.5, hysteresis = 0.1;  // of the supply; V_IL 0.25, V_IH 0.75
constexpr double dac_ohms = 100;                  // not specified

constexpr u64 bit(unsigned pin) { return u64{1} << pin; }
constexpr u64 rtc_pads = bit(0) | bit(2) | bit(4) | bit(12) | bit(13) | bit(14) | bit(15) | bit(25) | bit(26) |
                         bit(27) | bit(32) | bit(33) | bit(34) | bit(35) | bit(36) | bit(37) | bit(38) | bit(39);

}  // namespace

bool Pads::has_rtc(unsigned pin) { return rtc_pads >> pin & 1; }

Pads::Pads() {
  for (unsigned pin = 0; pin < count; ++pin) {
    auto& t = pads_[pin].terminal = std::make_unique<Terminal>(fmt::format("GPIO{}", pin));
    t->on_change = [this, pin] { sample(pin); };
    t->ratings = &ratings_;
    t->thresholds((middle - hysteresis / 2) * supply_, (middle + hysteresis / 2) * supply_);
  }
}

Terminal* Pads::find_terminal(std::string_view name) {
  for (unsigned pin = 0; pin < count; ++pin)
    if (exists(pin) && pads_[pin].terminal->name() == name) return pads_[pin].terminal.get();
  return nullptr;
}

std::vector<std::string> Pads::names() const {
  std::vector<std::string> all;
  for (unsigned pin = 0; pin < count; ++pin)
    if (exists(pin)) all.push_back(pads_[pin].terminal->name());
  return all;
}

void Pads::supply(double volts) {
  supply_ = volts;
  ratings_.most_volts = volts + 0.3;
  for (auto& p : pads_) p.terminal->thresholds((middle - hysteresis / 2) * volts, (middle + hysteresis / 2) * volts);
  for (unsigned pin = 0; pin < count; ++pin) drive(pin);
}

void Pads::output(unsigned pin, Output o) {
  if (pads_[pin].output == o) return;
  pads_[pin].output = o;
  refresh(pin);
}

void Pads::buffers(unsigned pin, Buffers b) {
  pads_[pin].buffers = b;
  refresh(pin);
}

void Pads::sleep_settings(unsigned pin, Sleep s) {
  pads_[pin].sleep = s;
  if (light_sleep_) refresh(pin);
}

void Pads::rtc(unsigned pin, Rtc r) {
  pads_[pin].rtc = r;
  refresh(pin);
}

void Pads::hold(unsigned pin, bool on) {
  pads_[pin].held_by_register = on;
  refresh(pin);
}

void Pads::analog(unsigned pin, bool on, double volts) {
  Pad& p = pads_[pin];
  if (on == p.analog && volts == p.analog_volts) return;
  p.analog = on;
  p.analog_volts = volts;
  drive(pin);
}

void Pads::light_sleep(bool on) {
  light_sleep_ = on;
  refresh_all();
}

void Pads::digital_power(bool on) {
  digital_on_ = on;
  refresh_all();
}

void Pads::hold_digital(bool on) {
  hold_digital_ = on;
  refresh_all();
}

void Pads::refresh_all() {
  for (unsigned pin = 0; pin < count; ++pin) refresh(pin);
}

bool Pads::is_held(const Pad& p, unsigned pin) const {
  return p.rtc.hold || p.held_by_register || (hold_digital_ && !has_rtc(pin));
}

Pads::Wanted Pads::wanted(const Pad& p, unsigned pin) const {
  Wanted w{p.output, p.buffers};
  if (!digital_on_) {
    w = {};
  } else if (light_sleep_ && p.sleep.selected) {
    w.output.enable = w.output.enable && p.sleep.output;
    w.buffers = p.sleep.buffers;
  }
  if (!has_rtc(pin)) return w;
  w.buffers.up = p.rtc.buffers.up;
  w.buffers.down = p.rtc.buffers.down;
  w.buffers.drive = p.rtc.buffers.drive;
  if (p.rtc.selected) w.output = p.rtc.output;
  return w;
}

void Pads::refresh(unsigned pin) {
  Pad& p = pads_[pin];
  p.held = is_held(p, pin);
  if (!p.held) {
    const Wanted w = wanted(p, pin);
    if (w != p.now) {
      p.now = w;
      drive(pin);
    }
  }
  see(pin);
}

double Pads::ohms(u8 drive, bool level) const {
  const double share = 1.0 / (8 >> drive);  // 1/8, 1/4, 1/2, 1
  return level ? high_drop / (high_amps * share) : low_drop / (low_amps * share);
}

void Pads::drive(unsigned pin) {
  const Pad& p = pads_[pin];
  Terminal& t = *p.terminal;
  if (!exists(pin) || input_only(pin)) return;
  if (p.analog) return t.drive(p.analog_volts, dac_ohms);
  const Wanted& w = p.now;
  if (w.output.enable && !(w.output.level && w.output.open_drain))
    return t.drive(w.output.level ? supply_ : 0, ohms(w.buffers.drive, w.output.level));
  if (w.buffers.up && w.buffers.down) return t.drive(supply_ / 2, pull_ohms / 2);
  if (w.buffers.up) return t.drive(supply_, pull_ohms);
  if (w.buffers.down) return t.drive(0, pull_ohms);
  t.release();
}

void Pads::sample(unsigned pin) {
  const Terminal& t = *pads_[pin].terminal;
  if (t.floating()) return;
  const bool was = high_ >> pin & 1;
  const double volts = t.volts();
  const bool is = was ? volts >= t.falling_threshold() : volts > t.rising_threshold();
  if (is == was) return;
  high_ ^= bit(pin);
  see(pin);
}

void Pads::see(unsigned pin) {
  const Pad& p = pads_[pin];
  const bool high = high_ >> pin & 1;
  const bool asleep = light_sleep_ && p.sleep.selected;
  const bool rtc = high && p.rtc.selected && p.rtc.buffers.input;
  const bool mine = high && !p.rtc.selected && (asleep ? p.sleep.buffers.input : p.buffers.input);
  const bool digital = digital_on_ && (mine || (rtc && p.rtc.to_digital));
  const auto set = [pin](u64& levels, bool level, auto& tell) {
    if ((levels >> pin & 1) == level) return;
    levels ^= bit(pin);
    if (tell) tell(bit(pin));
  };
  set(rtc_in_, rtc, on_rtc_inputs);
  set(digital_in_, digital, on_inputs);
}

void Pads::serialize(State& state) {
  for (Pad& p : pads_)
    state(*p.terminal, p.output, p.buffers, p.sleep, p.rtc, p.held_by_register, p.held, p.analog, p.analog_volts,
          p.now);
  state(supply_, high_, digital_in_, rtc_in_, light_sleep_, digital_on_, hold_digital_);
  if (!state.loading()) return;
  ratings_.most_volts = supply_ + 0.3;
  for (auto& p : pads_)
    p.terminal->thresholds((middle - hysteresis / 2) * supply_, (middle + hysteresis / 2) * supply_);
}

}  // namespace esp32
