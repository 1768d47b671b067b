// The GPIO matrix: from pads to input signals, from output signals to pads.
#include <algorithm>
#include <bit>

#include "peripherals/esp32/gpio.hpp"

namespace esp32 {

void Gpio::drive(Output signal, bool level, bool enable) {
  OutputSignal& s = outputs_[index(signal)];
  if (s.level == level && s.enable == enable) return;
  s.level = level;
  s.enable = enable;
  apply(s.pads);
}

void Gpio::listen(Input signal, std::function<void(bool)> listener) {
  inputs_[index(signal)].listeners.push_back(std::move(listener));
}

void Gpio::on_routing(Output signal, std::function<void()> listener) {
  outputs_[index(signal)].routing.push_back(std::move(listener));
}

void Gpio::on_routing(Input signal, std::function<void()> listener) {
  inputs_[index(signal)].routing.push_back(std::move(listener));
}

std::vector<Net*> Gpio::nets(Output signal) const {
  std::vector<Net*> found;
  for (u64 left = outputs_[index(signal)].pads; left; left &= left - 1)
    if (Net* net = pads_.terminal(static_cast<unsigned>(std::countr_zero(left))).net()) found.push_back(net);
  return found;
}

std::vector<Net*> Gpio::nets(Input signal) const {
  const u8 source = inputs_[index(signal)].source;
  Net* net = source < pins ? pads_.terminal(source).net() : nullptr;
  return net ? std::vector{net} : std::vector<Net*>{};
}

void Gpio::in_sel_written(u32, unsigned signal) { route_input(signal); }

void Gpio::out_sel_written(u32, unsigned pin) {
  route_output(pin);
  apply(pin);
}

void Gpio::function_changed(unsigned pin) {
  route_output(pin);
  apply(pin);
  route_inputs_of(pin);
}

void Gpio::route_output(unsigned pin) {
  const PadFunction f = io_mux_.function(pin);
  through_matrix_[pin] = f.gpio;
  Output selected = f.output;
  if (f.gpio) {  // a number above that of simple GPIO joins the pad to nothing
    const u32 number = out_sel_[pin];
    selected = number <= static_cast<u32>(Output::gpio_out) ? static_cast<Output>(number) : Output::none;
  }
  const u16 signal = static_cast<u16>(selected);
  const u16 from = output_of_[pin];
  if (from == signal && outputs_[from].pads >> pin & 1) return;
  output_of_[pin] = signal;
  outputs_[from].pads &= ~(u64{1} << pin);
  outputs_[signal].pads |= u64{1} << pin;
  for (const u16 s : {from, signal})
    for (auto& listener : outputs_[s].routing) listener();
}

void Gpio::apply(unsigned pin) {
  const OutputSignal& s = outputs_[output_of_[pin]];
  bool level = s.level, enable = s.enable;
  if (through_matrix_[pin]) {
    const bool simple = output_of_[pin] == static_cast<u16>(Output::gpio_out);
    if (simple) level = out_ >> pin & 1;
    if (simple || oen_sel_[pin]) enable = enable_ >> pin & 1;
    level ^= out_inv_sel_[pin];
    enable ^= oen_inv_sel_[pin];
  }
  pads_.output(pin, {level, enable, pad_driver_[pin]});
}

void Gpio::apply(u64 pads) {
  for (; pads; pads &= pads - 1) apply(static_cast<unsigned>(std::countr_zero(pads)));
}

// The pad that IO_MUX joins to the signal.
u8 Gpio::direct_source(std::size_t signal) const {
  for (unsigned pin = 0; pin < pins; ++pin)
    if (index(io_mux_.function(pin).input) == signal) return static_cast<u8>(pin);
  return no_source;
}

void Gpio::route_input(std::size_t signal) {
  if (signal == index(Input::none)) return;
  InputSignal& s = inputs_[signal];
  u8 source = no_source;
  bool invert = false;
  if (signal < matrix_signals && sig_in_sel_[signal]) {
    const u32 selected = in_sel_[signal];
    if (selected < pins || selected == constant_0 || selected == constant_1) source = static_cast<u8>(selected);
    invert = in_inv_sel_[signal];
  } else {
    source = direct_source(signal);
  }
  s.invert = invert;
  if (source != s.source) {
    if (s.source < pins) std::erase(users_of_[s.source], static_cast<u16>(signal));
    s.source = source;
    if (source < pins) users_of_[source].push_back(static_cast<u16>(signal));
    for (auto& listener : s.routing) listener();
  }
  refresh(signal);
}

// The pad's function has changed: signals that went around the matrix to it, or go there now.
void Gpio::route_inputs_of(unsigned pin) {
  const std::vector<u16> before = users_of_[pin];
  for (const u16 signal : before) route_input(signal);
  route_input(index(io_mux_.function(pin).input));
}

void Gpio::refresh(std::size_t signal) {
  InputSignal& s = inputs_[signal];
  const bool raw = s.source < pins ? in_ >> s.source & 1 : s.source == constant_1;
  const bool level = raw != s.invert;
  if (level == s.level) return;
  s.level = level;
  for (std::size_t i = 0; i < s.listeners.size(); ++i) s.listeners[i](level);
}

void Gpio::find_users() {
  for (auto& users : users_of_) users.clear();
  for (std::size_t signal = 0; signal < signals; ++signal)
    if (inputs_[signal].source < pins) users_of_[inputs_[signal].source].push_back(static_cast<u16>(signal));
}

}  // namespace esp32
