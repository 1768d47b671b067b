#include "peripherals/rp2040/xosc.hpp"

#include <cmath>

namespace rp2040 {

namespace {

constexpr u32 disable_code = 0xd1e, enable_code = 0xfab, range_1_15_mhz = 0xaa0;
constexpr i64 cycles_per_delay = 256;

}  // namespace

Xosc::Xosc(std::string name, Scheduler& scheduler, i64 crystal_hz)
    : Peripheral(name),
      scheduler_(scheduler),
      nominal_hz_(crystal_hz),
      crystal_hz_(crystal_hz),
      starting_(scheduler, name + " starts", [this] { stable(); }),
      counter_(scheduler, clk) {}

// "An invalid setting will enable the oscillator."
void Xosc::ctrl_written(u32) {
  if (freq_range_ != range_1_15_mhz) badwrite_ = true;
  freq_range_ = range_1_15_mhz;
  if (enable_ != disable_code && enable_ != enable_code) badwrite_ = true;
  enabled_ = enable_ != disable_code;
  set_running(enabled_ && !dormant());
}

void Xosc::dormant_written(u32 written) {
  if (written != coma && written != awake) badwrite_ = true;
  if (written != coma) dormant_.value = awake;
  set_running(enabled_ && !dormant());
}

void Xosc::wake() {
  dormant_.value = awake;
  set_running(enabled_);
}

void Xosc::set_running(bool run) {
  const bool runs = stable_ || starting_.pending();
  if (run == runs) return;
  stable_ = false;
  starting_.cancel();
  clk.set(0);
  if (!run) return;
  started_ps_ = scheduler_.now().time_since_epoch().count();
  starting_.after(Duration{});
  schedule();
}

void Xosc::schedule() {
  if (!starting_.pending()) return;
  const i64 cycles = i64{delay_} * (x4_ ? 4 : 1) * cycles_per_delay;
  starting_.at(Time{Duration{started_ps_}} + Clock{crystal_hz_}.ticks(cycles));
}

void Xosc::stable() {
  stable_ = true;
  clk.set(crystal_hz_);
}

void Xosc::drift(double parts_per_million) {
  crystal_hz_ = nominal_hz_ + std::llround(static_cast<double>(nominal_hz_) * parts_per_million / 1e6);
  if (stable_) clk.set(crystal_hz_);
}

void Xosc::reset() {
  Peripheral::reset();
  starting_.cancel();
  counter_.start(0);
  clk.set(0);
}

void Xosc::serialize(State& state) {
  Peripheral::serialize(state);
  state(clk, crystal_hz_, started_ps_, starting_, counter_);
}

}  // namespace rp2040
