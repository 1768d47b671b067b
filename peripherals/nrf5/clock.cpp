#include "peripherals/nrf5/clock.hpp"

namespace nrf5 {

namespace {

using namespace std::chrono_literals;

// Product Specification, "Clock sources": typical start-up times.
constexpr Duration high_crystal_start = 400us;
constexpr Duration rc_start = 390us;
constexpr Duration low_crystal_start = 300ms;
constexpr Duration synthesizer_start = 100us;
constexpr Duration calibration_time = 16ms;
constexpr Duration calibration_timer_unit = 250ms;

}  // namespace

ClockControl::ClockControl(std::string name, Scheduler& scheduler)
    : Peripheral(name, scheduler),
      high_starting_(scheduler, name + " HFCLK crystal", [this] { high_started(); }),
      low_running_(scheduler, name + " LFCLK runs", [this] { low_running(); }),
      low_starting_(scheduler, name + " LFCLK source", [this] { low_started(); }),
      calibrating_(scheduler, name + " calibration", [this] { done_.fire(); }),
      calibration_timer_(scheduler, name + " calibration timer", [this] { ctto_.fire(); }) {}

void ClockControl::start_high() {
  high_run_ = true;
  if (!high_starting_.pending()) high_starting_.after(crystal_running() ? Duration{} : high_crystal_start);
}

void ClockControl::high_started() {
  high_source_ = HighSource::crystal;
  hfclkstarted_.fire();
}

void ClockControl::stop_high() {
  high_run_ = false;
  high_starting_.cancel();
  calibrating_.cancel();
  high_source_ = HighSource::rc;
}

void ClockControl::start_low() {
  low_run_ = true;
  if (low_starting_.pending()) return;
  if (low_state_ && low_source_ == src_) return low_starting_.after(Duration{});
  srccopy_ = src_;
  const LowSource source = srccopy_;
  const Duration until_started = source == LowSource::rc        ? rc_start
                                 : source == LowSource::crystal ? low_crystal_start
                                                                : synthesizer_start;
  if (!low_state_) low_running_.after(std::min(until_started, rc_start));
  low_starting_.after(until_started);
}

void ClockControl::low_running() {
  low_state_ = true;
  low_source_ = srccopy_ == LowSource::synthesized ? LowSource::synthesized : LowSource::rc;
  lfclk.running.drive(true);
}

void ClockControl::low_started() {
  low_running_.cancel();
  low_running();
  low_source_ = srccopy_;
  lfclkstarted_.fire();
}

void ClockControl::stop_low() {
  low_run_ = low_state_ = false;
  low_running_.cancel();
  low_starting_.cancel();
  calibrating_.cancel();
  lfclk.running.drive(false);
}

void ClockControl::start_for_watchdog() {
  if (low_state_ || low_running_.pending()) return;
  srccopy_ = LowSource::rc;
  low_running_.after(rc_start);
}

// Calibration compares the RC oscillator with the crystal: both must run.
void ClockControl::calibrate() {
  if (crystal_running() && low_state_) calibrating_.after(calibration_time);
}

void ClockControl::start_calibration_timer() {
  if (low_state_) calibration_timer_.after(calibration_timer_unit * i64{ctiv_});
}

void ClockControl::reset() {
  Peripheral::reset();
  for (Event* e : {&high_starting_, &low_running_, &low_starting_, &calibrating_, &calibration_timer_}) e->cancel();
  lfclk.running.drive(false);
}

void ClockControl::serialize(State& state) {
  Peripheral::serialize(state);
  state(lfclk, high_starting_, low_running_, low_starting_, calibrating_, calibration_timer_);
}

}  // namespace nrf5
