#include "peripherals/parts/inmp441.hpp"

#include <cmath>
#include <numbers>

namespace parts {

namespace {
constexpr double output_ohms = 100, full_scale = 8388607;
constexpr emulator::u32 sample_bits = 24;
}  // namespace

Inmp441::Inmp441(const Setup& setup)
    : Part(setup),
      volts_(setup.supply),
      loudness_(quantity("loudness", "", 0, {0, 1})),
      pitch_(quantity("pitch", "Hz", 440, {20, 20'000})),
      sck_(setup.prefix + setup.name + ".SCK", setup.supply, false, [this](bool high) { clock(high); }),
      ws_(setup.prefix + setup.name + ".WS", setup.supply),
      lr_(setup.prefix + setup.name + ".LR", setup.supply),
      sd_(setup.prefix + setup.name + ".SD") {
  add(sck_.terminal, "SCK");
  add(ws_.terminal, "WS");
  add(sd_, "SD");
  add(lr_.terminal, "LR");
}

void Inmp441::wired() {
  for (LogicInput* line : {&sck_, &ws_, &lr_}) line->look();
  left_ = 0;
  sd_.release();
}

// WS is looked at when SCK rises; the slot's first bit follows when SCK falls for the second time from there.
void Inmp441::clock(bool high) {
  if (high) {
    const bool right = ws_.level();
    if (right == right_) return;
    right_ = right;
    mine_ = right == lr_.level();
    left_ = mine_ ? sample_bits : 0;
    if (mine_) shift_ = static_cast<emulator::u32>(sample()) << 8;
    return;
  }
  if (!left_) return sd_.release();
  sd_.drive(shift_ >> 31 ? volts_ : 0, output_ohms);
  shift_ <<= 1;
  --left_;
}

emulator::i32 Inmp441::sample() const {
  const double phase = emulator::seconds(machine_.now().time_since_epoch()) * pitch_.value();
  const double wave = std::sin(2 * std::numbers::pi * (phase - std::floor(phase)));
  return static_cast<emulator::i32>(std::lround(loudness_.value() * wave * full_scale));
}

void Inmp441::serialize(emulator::State& state) {
  Part::serialize(state);
  state(sck_, ws_, lr_, right_, mine_, shift_, left_);
}

}  // namespace parts
