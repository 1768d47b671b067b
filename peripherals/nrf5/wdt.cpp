#include "peripherals/nrf5/wdt.hpp"

#include <algorithm>

namespace nrf5 {

namespace {

constexpr u32 reload_request = 0x6e52'4635;
constexpr i64 warning_cycles = 2;  // chapter 20: from TIMEOUT to the reset

}  // namespace

Wdt::Wdt(std::string name, Scheduler& scheduler, ClockControl& clock)
    : Peripheral(name, scheduler), clock_(clock), expiry_(scheduler, name + " expiry", [this] { timed_out(); }) {
  clock_.lfclk.running.listen([this](bool on) { clock_switched(on); });
  clock_.lfclk.on_drift.emplace_back([this] {
    if (expiry_.pending()) expiry_.at(clock_.lfclk.edge(expiry_edge_));
  });
}

void Wdt::start() {
  if (running_) return;
  running_ = true;
  locked_ = {crv_, rren_, config_.value};
  clock_.start_for_watchdog();
  if (clock_.lfclk.running.level()) restart();
}

// Chapter 20: timeout = (CRV + 1) / 32768 s.
void Wdt::restart() {
  requests_ = locked_.rren;
  expire(i64{locked_.crv} + 1);
}

void Wdt::expire(i64 edges) {
  expiry_edge_ = clock_.lfclk.edges(now()) + edges;
  expiry_.at(clock_.lfclk.edge(expiry_edge_));
}

void Wdt::reload(u32 written, unsigned index) {
  rr_[index] = 0;
  if (!running_ || biting_ || written != reload_request) return;
  requests_ = requests_ & ~(1u << index);
  if (requests_ == 0) restart();
}

void Wdt::keep_locked() {
  if (!running_) {
    requests_ = rren_;
    return;
  }
  crv_ = locked_.crv;
  rren_ = locked_.rren;
  config_.value = locked_.config;
}

void Wdt::timed_out() {
  if (biting_) {
    biting_ = false;
    if (on_reset) on_reset();
    return;
  }
  biting_ = true;
  expire(warning_cycles);
  timeout_.fire();
}

void Wdt::clock_switched(bool on) {
  if (on && running_ && !expiry_.pending()) restart();
}

void Wdt::reset() {
  Peripheral::reset();
  expiry_.cancel();
  biting_ = false;
}

void Wdt::serialize(State& state) {
  Peripheral::serialize(state);
  state(locked_.crv, locked_.rren, locked_.config, biting_, expiry_, expiry_edge_);
}

}  // namespace nrf5
