#include "peripherals/esp32/timer_counter.hpp"

namespace esp32 {

namespace {

i64 edges_per_tick(u32 divider) { return divider == 0 ? 65536 : divider == 1 ? 2 : divider; }

}  // namespace

TimerCounter::TimerCounter(const std::string& name, Scheduler& scheduler, ClockSignal& clock)
    : edges_(scheduler, clock, [this] { plan(); }), alarm_(scheduler, name + " alarm", [this] { alarm(); }) {}

i64 TimerCounter::ticks() const {
  return setting_.enabled ? (edges_.edges() - origin_) / edges_per_tick(setting_.divider) : 0;
}

u64 TimerCounter::value() const {
  const u64 passed = static_cast<u64>(ticks());
  return setting_.up ? base_ + passed : base_ - passed;
}

// Counts on from here: the divider's phase stays.
void TimerCounter::settle() {
  const i64 passed = ticks();
  base_ = value();
  origin_ = setting_.enabled ? origin_ + passed * edges_per_tick(setting_.divider) : edges_.edges();
}

void TimerCounter::set(const Setting& setting) {
  if (setting == setting_) return;
  settle();
  const bool restart = setting.divider != setting_.divider || setting.enabled != setting_.enabled;
  setting_ = setting;
  if (restart) origin_ = edges_.edges();
  plan();
}

void TimerCounter::load() {
  base_ = setting_.load;
  origin_ = edges_.edges();
  plan();
}

void TimerCounter::plan() {
  if (!setting_.enabled || !setting_.alarm || !edges_.signal().running()) return alarm_.cancel();
  const u64 now = value();
  const bool passed = setting_.up ? now >= setting_.alarm_at : now <= setting_.alarm_at;
  const u64 left = passed ? 0 : setting_.up ? setting_.alarm_at - now : now - setting_.alarm_at;
  constexpr u64 far = u64{1} << 46;  // beyond what virtual time can reach
  if (left > far) return alarm_.cancel();
  if (passed) return alarm_.after(Duration{});
  alarm_.at(edges_.when(origin_ + (ticks() + static_cast<i64>(left)) * edges_per_tick(setting_.divider)));
}

void TimerCounter::alarm() {
  setting_.alarm = false;
  if (setting_.reload) load();
  if (on_alarm) on_alarm();
}

void TimerCounter::reset() {
  setting_ = {false, true, false, false, 1, 0, 0};
  base_ = 0;
  origin_ = edges_.edges();
  alarm_.cancel();
}

void TimerCounter::serialize(State& state) {
  state(edges_, setting_.enabled, setting_.up, setting_.alarm, setting_.reload, setting_.divider, setting_.alarm_at,
        setting_.load, base_, origin_, alarm_);
}

}  // namespace esp32
