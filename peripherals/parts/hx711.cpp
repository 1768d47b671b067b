#include "peripherals/parts/hx711.hpp"

#include <algorithm>
#include <cmath>

namespace parts {

namespace {

using emulator::i32;
using std::chrono::microseconds;

constexpr unsigned bits = 24, fewest = 25, most = 27;
constexpr i32 full_scale = 1 << 23;
constexpr microseconds until_power_down{60};  // "Reset and power-down"
constexpr microseconds update_time{75};
constexpr int until_settled = 4;  // conversions: 400 ms at 10 a second, 50 ms at 80 ("Output settling time")
constexpr double regulator_volts = 4.3, dropout = 0.1;
constexpr double output_ohms = 100, regulator_ohms = 0.1;

double gain(unsigned pulses) { return pulses == 25 ? 128 : pulses == 26 ? 32 : 64; }

}  // namespace

Hx711::Hx711(const Setup& setup)
    : Part(setup),
      volts_(setup.attributes.number("volts", setup.supply, 2.6, 5.5)),
      sck_(setup.prefix + setup.name + ".SCK", volts_, false, [this](bool high) { clock(high); }),
      dt_(setup.prefix + setup.name + ".DT"),
      excitation_(setup.prefix + setup.name + ".E+"),
      a_plus_(setup.prefix + setup.name + ".A+"),
      a_minus_(setup.prefix + setup.name + ".A-"),
      b_plus_(setup.prefix + setup.name + ".B+"),
      b_minus_(setup.prefix + setup.name + ".B-"),
      avdd_(setup.attributes.number("avdd", std::min(regulator_volts, volts_ - dropout), 2, 5.5)),
      noise_(setup),
      converted_(setup.machine.scheduler, setup.prefix + setup.name + ".converted", [this] { converted(); }),
      update_(setup.machine.scheduler, setup.prefix + setup.name + ".update", [this] { dt_.drive(0, output_ohms); }),
      power_down_(setup.machine.scheduler, setup.prefix + setup.name + ".power_down", [this] {
        down_ = true;
        converted_.cancel();
        update_.cancel();
        excitation_.release();
        dt_.drive(volts_, output_ohms);
      }) {
  const double rate = setup.attributes.number("rate", 10, 10, 80);
  if (rate != 10 && rate != 80) throw PartError("\"rate\" must be 10 or 80");
  period_ = emulator::Clock{static_cast<emulator::i64>(rate)}.ticks(1);
  add(sck_.terminal, "SCK");
  add(dt_, "DT");
  add(excitation_, "E+");
  add(a_plus_, "A+");
  add(a_minus_, "A-");
  add(b_plus_, "B+");
  add(b_minus_, "B-");
  reset();
}

void Hx711::wired() { sck_.look(); }

void Hx711::power_on() { reset(); }

void Hx711::reset() {
  down_ = false;
  chosen_ = fewest;
  result_ = 0;
  power_down_.cancel();
  excitation_.drive(avdd_, regulator_ohms);
  settle(until_settled);
}

void Hx711::settle(int conversions) {
  pulses_ = 0;
  update_.cancel();
  dt_.drive(volts_, output_ohms);
  converted_.after(conversions * period_);
}

// While DT is low, pulses fetch the result; the 25th lets DT go up, it and the next two choose.
void Hx711::clock(bool high) {
  if (!high) {
    power_down_.cancel();
    if (down_) reset();
    return;
  }
  power_down_.after(until_power_down);
  if (pulses_ == 0 && dt_.driven_volts() > 0) return;  // nothing to fetch
  if (pulses_ >= most) return;
  ++pulses_;
  const bool bit = pulses_ > bits || (result_ >> (bits - pulses_) & 1);
  dt_.drive(bit ? volts_ : 0, output_ohms);
}

void Hx711::converted() {
  converted_.after(period_);
  if (pulses_ > 0 && pulses_ < fewest) return;  // it is being fetched
  if (pulses_ && pulses_ != chosen_) {
    chosen_ = pulses_;
    return settle(until_settled - 1);
  }
  const bool fetched = dt_.driven_volts() > 0;
  pulses_ = 0;
  result_ = convert();
  if (!fetched) {
    dt_.drive(volts_, output_ohms);
    return update_.after(update_time);
  }
  dt_.drive(0, output_ohms);
}

// Full scale is half of AVDD, which the bridge has too, divided by the gain.
i32 Hx711::convert() {
  const bool b = chosen_ == 26;
  const double input = (b ? b_plus_ : a_plus_).volts() - (b ? b_minus_ : a_minus_).volts() + noise_();
  const double reference = excitation_.net() ? excitation_.volts() : avdd_;
  const double code = input * gain(chosen_) / (reference / 2) * full_scale;
  return static_cast<i32>(std::lround(std::clamp(code, -1.0 * full_scale, full_scale - 1.0)));
}

void Hx711::serialize(emulator::State& state) {
  Part::serialize(state);
  state(sck_, pulses_, chosen_, result_, down_, noise_, converted_, update_, power_down_);
}

}  // namespace parts
