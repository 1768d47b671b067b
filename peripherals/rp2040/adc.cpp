#include "peripherals/rp2040/adc.hpp"

#include <algorithm>

namespace rp2040 {

namespace {

constexpr i64 conversion_cycles = 96;
constexpr std::size_t fifo_depth = 4;
constexpr u32 channels = 5, temperature_channel = 4;
constexpr u32 full_scale = 4096;

// 4.9.5 "Temperature Sensor": T = 27 - (ADC_voltage - 0.706) / 0.001721
double sensor_volts(double degrees_celsius) { return 0.706 - (degrees_celsius - 27) * 0.001721; }

}  // namespace

Adc::Adc(std::string name, Scheduler& scheduler, ClockSignal& clk_adc, std::array<const Terminal*, pins> inputs,
         const Quantity& degrees_celsius, double self_heating)
    : Peripheral(name),
      ticks_(scheduler, clk_adc, [this] { schedule(); }),
      inputs_(inputs),
      surroundings_(degrees_celsius),
      self_heating_(self_heating),
      event_(scheduler, name + " conversion", [this] { happen(); }) {}

double Adc::input_volts() const {
  const u32 channel = ainsel_;
  if (channel < pins) return inputs_[channel]->volts();
  return channel == temperature_channel && ts_en_ ? sensor_volts(surroundings_.value() + self_heating_) : 0;
}

void Adc::cs_written() {
  const bool once = start_once_;
  start_once_ = false;
  const bool many = en_ && start_many_;
  if (!en_) converting_ = false;
  if (!many) waiting_ = false;
  if (many && !many_) {
    pace_origin_ = ticks_.edges();
    pace_count_ = 0;
  }
  if (!converting_ && en_ && (many ? !many_ : once)) {
    begun_ = ticks_.edges();
    begin();
  }
  many_ = many;
  ready_ = en_ && !converting_;
  schedule();
}

void Adc::begin() {
  converting_ = true;
  waiting_ = false;
  ready_ = false;
  volts_ = input_volts();
}

void Adc::finish() {
  converting_ = false;
  ready_ = true;
  constexpr double rounding = 1e-6;  // of the least significant bit: voltages come out of divisions
  const double share = volts_ / supply_ * full_scale + rounding;
  result_ = static_cast<u32>(std::clamp(share, 0.0, full_scale - 1.0));
  store(result_);
  next_channel();
  if (start_many_) trigger();
}

void Adc::next_channel() {
  if (!rrobin_) return;
  u32 channel = ainsel_;
  do channel = (channel + 1) % channels;
  while (!(rrobin_ >> channel & 1));
  ainsel_ = channel;
}

void Adc::store(u32 sample) {
  if (!fifo_en_) return;
  if (fifo_.size() == fifo_depth)
    over_ = true;
  else
    fifo_.push_back(shift_ ? sample >> 4 : sample);
  update();
}

// A period shorter than a conversion is as none.
bool Adc::paced() const { return div_.value && div_int_ + 1 >= conversion_cycles; }

// The period is 1 + INT + FRAC / 256 on average, first-order delta-sigma.
i64 Adc::next_trigger() const {
  const i64 period = i64{div_int_ + 1} * 256 + div_frac_;
  return pace_origin_ + (pace_count_ + 1) * period / 256;
}

void Adc::trigger() {
  begun_ += conversion_cycles;
  if (paced()) {
    const i64 due = next_trigger();
    ++pace_count_;
    if (due > begun_) {
      begun_ = due;
      waiting_ = true;
      return;
    }
  }
  begin();
}

void Adc::happen() {
  if (converting_)
    finish();
  else if (waiting_)
    begin();
  schedule();
}

void Adc::schedule() {
  event_.cancel();
  if ((!converting_ && !waiting_) || !ticks_.signal().running()) return;
  event_.at(ticks_.when(converting_ ? begun_ + conversion_cycles : begun_));
}

void Adc::div_written() {
  pace_origin_ = ticks_.edges();
  pace_count_ = 0;
  if (!waiting_) return;
  begun_ = paced() ? next_trigger() : pace_origin_;
  if (paced())
    ++pace_count_;
  else
    begin();
  schedule();
}

u32 Adc::fcs_read() const {
  const u32 size = static_cast<u32>(fifo_.size());
  return fcs_.value | size << 16 | u32{size == fifo_depth} << 9 | u32{size == 0} << 8;
}

void Adc::fcs_written() { update(); }

u32 Adc::fifo_read() {
  if (fifo_.empty()) {
    under_ = true;
    return 0;
  }
  const u32 sample = fifo_.front();
  fifo_.pop_front();
  update();
  return sample;
}

u32 Adc::intr_read() const { return fifo_.size() >= thresh_; }

void Adc::update() {
  irq.drive(ints_read() & 1);
  dreq.drive(dreq_en_ && !fifo_.empty() && fifo_.size() >= thresh_);
}

void Adc::reset() {
  Peripheral::reset();
  converting_ = waiting_ = many_ = false;
  fifo_.clear();
  schedule();
  update();
}

void Adc::serialize(State& state) {
  Peripheral::serialize(state);
  state(ticks_, event_, supply_, converting_, begun_, volts_, many_, waiting_, pace_origin_, pace_count_, fifo_, irq,
        dreq);
}

}  // namespace rp2040
