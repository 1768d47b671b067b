#pragma once
// A pin that a PSEL register selects: in use while its peripheral is enabled, the GPIO's again after that.
// nRF51 Series Reference Manual v3.0.1, sections "Pin configuration" of the serial interfaces.
#include "peripherals/nrf5/gpio.hpp"

namespace nrf5 {

class PinUse {
 public:
  enum class Kind : u8 { input, output };

  PinUse(Gpio& gpio, Kind kind, PinWatcher* watcher = nullptr) : gpio_(gpio), kind_(kind), watcher_(watcher) {}

  // What PSEL says; anything but a pin's number is "disconnected". `level` is what an output idles at.
  void select(u32 psel, bool level = true) {
    if (psel == pin_) return;
    release();
    if (psel >= Gpio::pin_count) return;
    pin_ = psel;
    if (kind_ == Kind::output) gpio_.take(pin_, level);
    if (watcher_) gpio_.watch(pin_, *watcher_);
  }
  void release() {
    if (!connected()) return;
    if (kind_ == Kind::output) gpio_.give_back(pin_);
    if (watcher_) gpio_.unwatch(pin_, *watcher_);
    pin_ = none;
  }
  bool connected() const { return pin_ != none; }
  unsigned pin() const { return pin_; }
  Net* net() const { return connected() ? gpio_.terminal(pin_).net() : nullptr; }
  double volts() const { return connected() ? gpio_.terminal(pin_).volts() : 0; }
  void drive(bool level) {
    if (connected()) gpio_.set_output(pin_, level);
  }
  bool level() const { return connected() && gpio_.level(pin_); }

  // The GPIO keeps for itself which pins are taken.
  void serialize(State& state) {
    const u32 before = pin_;
    state(pin_);
    if (!watcher_ || pin_ == before) return;
    if (before != none) gpio_.unwatch(before, *watcher_);
    if (connected()) gpio_.watch(pin_, *watcher_);
  }

 private:
  static constexpr u32 none = 0xffff'ffff;
  Gpio& gpio_;
  Kind kind_;
  PinWatcher* watcher_;
  u32 pin_ = none;
};

}  // namespace nrf5
