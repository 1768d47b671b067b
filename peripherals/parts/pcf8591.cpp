#include "peripherals/parts/pcf8591.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parts {

namespace {

using emulator::u8;

// Figure 4, control byte
constexpr u8 output_enable = 1 << 6, auto_increment = 1 << 2;
unsigned mode(u8 control) { return control >> 4 & 3; }

struct Channel {
  int plus, minus;  // -1: analog ground
};
constexpr int none = -1;
constexpr unsigned channels[] = {4, 3, 3, 2};
constexpr Channel wiring[4][4] = {
    {{0, none}, {1, none}, {2, none}, {3, none}},
    {{0, 3}, {1, 3}, {2, 3}, {none, none}},
    {{0, none}, {1, none}, {2, 3}, {none, none}},
    {{0, 1}, {2, 3}, {none, none}, {none, none}},
};
constexpr double output_ohms = 100;

}  // namespace

Pcf8591::Pcf8591(const Setup& setup)
    : I2cPart(setup, 0x48, 0x48, 0x4f),
      inputs_{emulator::Terminal{setup.prefix + setup.name + ".AIN0"},
              emulator::Terminal{setup.prefix + setup.name + ".AIN1"},
              emulator::Terminal{setup.prefix + setup.name + ".AIN2"},
              emulator::Terminal{setup.prefix + setup.name + ".AIN3"}},
      output_(setup.prefix + setup.name + ".AOUT"),
      reference_(setup.attributes.number("volts", setup.supply, 0.1, 6)) {
  for (unsigned i = 0; i < inputs_.size(); ++i) add(inputs_[i], fmt::format("AIN{}", i));
  add(output_, "AOUT");
}

void Pcf8591::power_on() {
  control_ = channel_ = output_code_ = 0;
  result_ = 0x80;
  show();
}

void Pcf8591::start(bool) { bytes_ = 0; }

void Pcf8591::write(u8 byte) {
  if (bytes_ == 0) {
    control_ = byte;
    channel_ = byte & 3;
    bytes_ = 1;
  } else {
    output_code_ = byte;
  }
  show();
}

u8 Pcf8591::read() {
  const u8 before = result_;
  result_ = convert();
  advance();
  return before;
}

// Figures 8 and 9. A channel that the mode does not have reads zero, in doubt.
u8 Pcf8591::convert() const {
  const Channel channel = wiring[mode(control_)][channel_];
  if (channel.plus == none) return 0;
  const double step = reference_ / 256, volts = inputs_[static_cast<unsigned>(channel.plus)].volts();
  if (channel.minus == none) return static_cast<u8>(std::clamp(std::floor(volts / step), 0.0, 255.0));
  const double difference = volts - inputs_[static_cast<unsigned>(channel.minus)].volts();
  return static_cast<u8>(static_cast<int>(std::clamp(std::floor(difference / step), -128.0, 127.0)));
}

void Pcf8591::advance() {
  if (control_ & auto_increment) channel_ = static_cast<u8>((channel_ + 1u) % channels[mode(control_)]);
}

void Pcf8591::show() {
  if (control_ & output_enable)
    output_.drive(reference_ * output_code_ / 256, output_ohms);
  else
    output_.release();
}

void Pcf8591::serialize(emulator::State& state) {
  Part::serialize(state);
  state(bytes_, control_, channel_, output_code_, result_);
}

}  // namespace parts
