#include "peripherals/esp32/staged_watchdog.hpp"

#include <algorithm>

namespace esp32 {

StagedWatchdog::StagedWatchdog(const std::string& name, Scheduler& scheduler, ClockSignal& clock)
    : edges_(scheduler, clock, [this] { plan(); }), expiry_(scheduler, name, [this] { expired(); }) {}

void StagedWatchdog::run(bool on) {
  if (on == running_) return;
  running_ = on;
  feed();
}

void StagedWatchdog::feed() {
  stage_ = 0;
  began_ = edges_.edges();
  plan();
}

void StagedWatchdog::set(std::array<u32, stages> holds, u32 prescale) {
  holds_ = holds;
  prescale_ = std::max(prescale, 1u);
  plan();
}

void StagedWatchdog::plan() {
  if (!running_ || !edges_.signal().running()) return expiry_.cancel();
  expiry_.at(edges_.when(began_ + std::max<i64>(1, i64{holds_[stage_]} * prescale_)));
}

void StagedWatchdog::expired() {
  const unsigned stage = stage_;
  stage_ = (stage_ + 1) % stages;
  began_ = edges_.edges();
  plan();
  if (on_expiry) on_expiry(stage);
}

void StagedWatchdog::reset() {
  running_ = false;
  stage_ = 0;
  expiry_.cancel();
}

void StagedWatchdog::serialize(State& state) { state(edges_, holds_, prescale_, running_, stage_, began_, expiry_); }

}  // namespace esp32
