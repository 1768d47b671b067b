#include "peripherals/nrf5/gpiote.hpp"

namespace nrf5 {

Gpiote::Gpiote(std::string name, Scheduler& scheduler, Gpio& gpio)
    : Peripheral(std::move(name), scheduler), gpio_(gpio) {
  for (unsigned i = 0; i < channel_count; ++i) {
    channels_[i].owner = this;
    channels_[i].index = i;
  }
  gpio_.detect.listen([this](bool level) {
    if (level && powered()) port_.fire();
  });
}

void Gpiote::out(unsigned channel) {
  const Channel& c = channels_[channel];
  if (c.mode != Mode::task) return;
  switch (polarity_[channel]) {
    case Polarity::none: break;
    case Polarity::low_to_high: gpio_.set_output(c.pin, true); break;
    case Polarity::high_to_low: gpio_.set_output(c.pin, false); break;
    case Polarity::toggle: gpio_.set_output(c.pin, !gpio_.output(c.pin)); break;
  }
}

void Gpiote::configure(u32, unsigned channel) {
  Channel& c = channels_[channel];
  const Mode mode = mode_[channel];
  const unsigned pin = psel_[channel];
  if (c.mode != mode || c.pin != pin) release(c);
  const bool fresh = c.mode == Mode::disabled;
  c.mode = mode;
  c.pin = pin;
  switch (mode) {
    case Mode::event:
      if (!fresh) break;
      gpio_.take(pin, false, Gpio::Direction::input);
      gpio_.watch(pin, c);
      break;
    case Mode::task: gpio_.take(pin, outinit_[channel], Gpio::Direction::output); break;
    default: c.mode = Mode::disabled;  // 2 is reserved
  }
}

void Gpiote::release(Channel& c) {
  if (c.mode == Mode::event) gpio_.unwatch(c.pin, c);
  if (c.mode != Mode::disabled) gpio_.give_back(c.pin);
  c.mode = Mode::disabled;
}

void Gpiote::edge(unsigned channel, bool level) {
  const Polarity polarity = polarity_[channel];
  if (polarity == Polarity::toggle || polarity == (level ? Polarity::low_to_high : Polarity::high_to_low))
    in_[channel].fire();
}

void Gpiote::reset() {
  Peripheral::reset();
  for (Channel& c : channels_) release(c);
}

void Gpiote::serialize(State& state) {
  Peripheral::serialize(state);
  for (Channel& c : channels_) {
    if (state.loading() && c.mode == Mode::event) gpio_.unwatch(c.pin, c);
    state(c.mode, c.pin);
    if (state.loading() && c.mode == Mode::event) gpio_.watch(c.pin, c);
  }
}

}  // namespace nrf5
