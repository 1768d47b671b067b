#include "peripherals/rp2040/io_bank0.hpp"

#include <fmt/format.h>

#include "peripherals/rp2040/bits.hpp"

namespace rp2040 {

namespace {

constexpr u32 first_per_pin = 5;  // F5 SIO, F6 PIO0, F7 PIO1

constexpr Signal offset_by(Signal first, unsigned n) { return static_cast<Signal>(static_cast<unsigned>(first) + n); }

Signal clock_or_usb_signal(unsigned pin) {
  switch (pin) {
    case 15: return Signal::usb_digital_dp;
    case 16: return Signal::usb_digital_dm;
    case 20: return Signal::gpin0;
    case 21: return Signal::gpout0;
    case 22: return Signal::gpin1;
    case 23: return Signal::gpout1;
    case 24: return Signal::gpout2;
    case 25: return Signal::gpout3;
    default: return Signal::none;
  }
}

}  // namespace

// The table repeats itself every 4, 8, 16 or 3 pins.
Signal IoBank0::signal(unsigned pin, u32 function) {
  switch (function) {
    case 1: return offset_by(pin / 8 % 2 ? Signal::spi1_rx : Signal::spi0_rx, pin % 4);
    case 2: return offset_by((pin + 4) / 8 % 2 ? Signal::uart1_tx : Signal::uart0_tx, pin % 4);
    case 3: return offset_by(Signal::i2c0_sda, pin % 4);
    case 4: return offset_by(Signal::pwm0_a, pin % 16);
    case 8: return clock_or_usb_signal(pin);
    case 9: return offset_by(Signal::usb_ovcur_det, pin % 3);
    default: return Signal::none;
  }
}

IoBank0::IoBank0(std::string name, Pads& pads)
    : IoBank(std::move(name), pads, [] {
        std::vector<Pin> pins;
        for (unsigned i = 0; i < pin_count; ++i) pins.push_back({fmt::format("GPIO{}", i), fmt::format("GPIO{}", i)});
        return pins;
      }()) {
  selected_.fill(Signal::none);
  connect_pads();
}

void IoBank0::drive(Signal s, bool level, bool enable) {
  Line& l = line(s);
  l.level = level;
  l.enable = enable;
  if (l.pins) from_peripheral(l.pins, level ? ~0u : 0, enable ? ~0u : 0);
}

void IoBank0::drive(PerPin who, u32 levels, u32 enables) {
  All& a = all_[static_cast<std::size_t>(who)];
  a.levels = levels;
  a.enables = enables;
  if (a.pins) from_peripheral(a.pins, levels, enables);
}

bool IoBank0::level(Signal s) const { return IoBank::inputs() & line(s).pins; }

void IoBank0::listen(Signal s, std::function<void(bool)> listener) {
  Line& l = line(s);
  l.listeners.push_back(std::move(listener));
  l.heard = level(s);
  listened_ |= l.pins;
}

void IoBank0::listen_inputs(std::function<void(u32)> listener) { input_listeners_.push_back(std::move(listener)); }

std::vector<Net*> IoBank0::nets(Signal s) const {
  std::vector<Net*> found;
  for_each_bit(line(s).pins, [&](unsigned pin) {
    if (Net* net = terminal(pin).net()) found.push_back(net);
  });
  return found;
}

void IoBank0::on_routing(Signal s, std::function<void()> listener) {
  line(s).on_routing.push_back(std::move(listener));
}

bool IoBank0::routed(Signal s) const { return line(s).pins != 0; }

void IoBank0::route(unsigned pin, u32 function) {
  const Signal now = signal(pin, function);
  if (selected_[pin] != Signal::none) line(selected_[pin]).pins &= ~(1u << pin);
  if (now != Signal::none) line(now).pins |= 1u << pin;
  selected_[pin] = now;
  listened_ = with(listened_, pin, !line(now).listeners.empty());
  for (u32 i = 0; i < all_.size(); ++i) all_[i].pins = with(all_[i].pins, pin, function == first_per_pin + i);
}

// Listeners to the routing come first: a block that computes its levels only when they matter brings them up to date.
void IoBank0::select(unsigned pin, u32 function) {
  Line& before = line(selected_[pin]);
  route(pin, function);
  Line& now = line(selected_[pin]);
  const std::array<Line*, 2> changed{&before, &now};
  if (&before != &now)
    for (Line* l : changed)
      for (auto& listener : l->on_routing) listener();
  u32 levels = now.level ? ~0u : 0, enables = now.enable ? ~0u : 0;
  for (const All& a : all_) {
    if (!(a.pins >> pin & 1)) continue;
    levels = a.levels;
    enables = a.enables;
  }
  from_peripheral(1u << pin, levels, enables);
  for (Line* l : changed) tell(*l);
}

void IoBank0::tell(Line& l) {
  const bool level = IoBank::inputs() & l.pins;
  if (level == l.heard) return;
  l.heard = level;
  for (auto& listener : l.listeners) {
    listener(level);
    if (l.heard != level) return;  // it has changed the level: all have heard of that already
  }
}

void IoBank0::inputs_changed(u32 changed) {
  for_each_bit(changed & listened_, [this](unsigned pin) { tell(line(selected_[pin])); });
  for (auto& listener : input_listeners_) listener(changed);
}

void IoBank0::serialize(State& state) {
  IoBank::serialize(state);
  for (Line& l : lines_) state(l.level, l.enable);
  for (All& a : all_) state(a.levels, a.enables);
  if (!state.loading()) return;
  for (unsigned i = 0; i < pin_count; ++i) route(i, function(i));
  for (Line& l : lines_) l.heard = IoBank::inputs() & l.pins;
}

}  // namespace rp2040
