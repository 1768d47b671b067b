#include "peripherals/nrf5/adc.hpp"

#include <algorithm>
#include <bit>

#include "peripherals/nrf5/analog_pins.hpp"

namespace nrf5 {

namespace {

using std::chrono::microseconds;

constexpr double band_gap_volts = 1.2;

struct Conversion {
  unsigned bits;
  Duration time;
};
constexpr std::array<Conversion, 4> conversions{{
    {8, microseconds{20}},
    {9, microseconds{36}},
    {10, microseconds{68}},
    {10, microseconds{68}},  // 3 is no documented choice
}};

// INPSEL: what of the pin or of VDD is measured. 3, 4 and 7 are no documented choices.
struct Input {
  bool supply;
  double share;
};
constexpr std::array<Input, 8> inputs{{{false, 1.0},
                                       {false, 2.0 / 3},
                                       {false, 1.0 / 3},
                                       {false, 0},
                                       {false, 0},
                                       {true, 2.0 / 3},
                                       {true, 1.0 / 3},
                                       {false, 0}}};

}  // namespace

Adc::Adc(Scheduler& scheduler, Gpio& gpio) : Peripheral("ADC", scheduler), gpio_(gpio) {}

void Adc::begin() {
  if (enable != 1 || done_.pending()) return;
  busy = true;
  done_.after(conversions[config.value & 3].time);
}

void Adc::abort() {
  done_.cancel();
  busy = false;
}

void Adc::enable_changed() {
  if (enable != 1) abort();
}

double Adc::input_volts() const {
  const Input& input = inputs[inpsel];
  if (input.supply) return gpio_.supply() * input.share;
  if (!psel) return 0;
  const unsigned pin = analog_inputs[static_cast<unsigned>(std::countr_zero(u32{psel}))];
  return gpio_.terminal(pin).volts() * input.share;
}

double Adc::reference_volts() const {
  switch (refsel) {
    case 0: return band_gap_volts;
    case 1: return extrefsel ? gpio_.terminal(analog_references[extrefsel == 1 ? 0 : 1]).volts() : 0;
    case 2: return gpio_.supply() / 2;
    default: return gpio_.supply() / 3;
  }
}

void Adc::finish() {
  const double full = 1u << conversions[static_cast<u32>(static_cast<Resolution>(res))].bits;
  const double reference = reference_volts();
  const double share = reference > 0 ? input_volts() / reference : input_volts() > 0 ? 1 : 0;
  constexpr double rounding = 1e-6;  // of the least significant bit: voltages come out of divisions
  result = static_cast<u32>(std::clamp(share * full + rounding, 0.0, full - 1));
  busy = false;
  end.fire();
}

void Adc::reset() {
  Peripheral::reset();
  done_.cancel();
}

void Adc::serialize(State& state) {
  Peripheral::serialize(state);
  state(done_);
}

}  // namespace nrf5
