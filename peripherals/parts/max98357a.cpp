#include "peripherals/parts/max98357a.hpp"

#include <algorithm>
#include <cmath>

namespace parts {

using namespace std::chrono_literals;

namespace {
constexpr double output_ohms = 0.3, full_scale_dbv = 2.1;
constexpr double shut_down = 0.16, mixed_below = 0.77, right_below = 1.4;
constexpr emulator::Duration clock_lost = 1ms;
}  // namespace

Max98357a::Max98357a(const Setup& setup)
    : Part(setup),
      supply_(setup.attributes.number("volts", 5, 2.5, 5.5)),
      peak_(std::sqrt(2.0) * std::pow(10, (full_scale_dbv + setup.attributes.number("gain_db", 9, 3, 15)) / 20)),
      bclk_(setup.prefix + setup.name + ".BCLK", setup.supply, false,
            [this](bool high) {
              if (high) clock();
            }),
      lrc_(setup.prefix + setup.name + ".LRC", setup.supply),
      din_(setup.prefix + setup.name + ".DIN", setup.supply),
      sd_(setup.prefix + setup.name + ".SD"),
      plus_(setup.prefix + setup.name + ".plus"),
      minus_(setup.prefix + setup.name + ".minus"),
      sd_wired_(std::ranges::find(setup.wired, "SD") != setup.wired.end()),
      silence_(setup.machine.scheduler, setup.prefix + setup.name + " silence", [this] { power_on(); }) {
  add(bclk_.terminal, "BCLK");
  add(lrc_.terminal, "LRC");
  add(din_.terminal, "DIN");
  add(sd_, "SD");
  add(plus_, "plus");
  add(minus_, "minus");
  sd_.on_change = [this] { put_out(); };
}

void Max98357a::wired() {
  for (LogicInput* line : {&bclk_, &lrc_, &din_}) line->look();
  put_out();
}

void Max98357a::power_on() {
  left_value_ = right_value_ = 0;
  frame_ = {};
  shift_ = bits_ = 0;
  put_out();
}

// The highest bit of a slot comes one BCLK behind the edge of LRC; so the first bit there is the last of the slot
// before.
void Max98357a::clock() {
  if (bits_ < 32) shift_ |= static_cast<emulator::u32>(din_.level()) << (31 - bits_);
  ++bits_;
  if (lrc_.level() == right_) return;
  slot_over(right_);
  right_ = !right_;
  shift_ = bits_ = 0;
}

void Max98357a::slot_over(bool right) {
  const double value = static_cast<emulator::i32>(shift_) / 2147483648.0;
  (right ? right_value_ : left_value_) = value;
  silence_.after(clock_lost);
  if (!right) return;
  const emulator::Time now = machine_.now();
  frame_ = framed_ == emulator::Time{} ? emulator::Duration{} : now - framed_;
  framed_ = now;
  put_out();
}

void Max98357a::put_out() {
  const double chooses = sd_wired_ ? sd_.volts() : (shut_down + mixed_below) / 2;
  const double sample = chooses < shut_down     ? 0
                        : chooses < mixed_below ? (left_value_ + right_value_) / 2
                        : chooses < right_below ? right_value_
                                                : left_value_;
  const double volts = std::clamp(sample * peak_, -supply_, supply_);
  plus_.drive((supply_ + volts) / 2, output_ohms);
  minus_.drive((supply_ - volts) / 2, output_ohms);
}

std::vector<Reading> Max98357a::readings() {
  return {{"rate", "Hz", frame_.count() ? 1 / emulator::seconds(frame_) : 0},
          {"left", "", left_value_},
          {"right", "", right_value_}};
}

void Max98357a::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 framed = framed_.time_since_epoch().count(), frame = frame_.count();
  state(bclk_, lrc_, din_, right_, shift_, bits_, left_value_, right_value_, framed, frame, silence_);
  framed_ = emulator::Time{emulator::Duration{framed}};
  frame_ = emulator::Duration{frame};
}

}  // namespace parts
