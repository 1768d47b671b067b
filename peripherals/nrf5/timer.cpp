#include "peripherals/nrf5/timer.hpp"

#include <algorithm>

namespace nrf5 {

namespace {

constexpr unsigned slowest_prescaler = 9;  // chapter 18: 0 to 9

constexpr u32 ones(unsigned width) { return width == 32 ? ~0u : (1u << width) - 1; }

}  // namespace

Timer::Timer(std::string name, Scheduler& scheduler, unsigned widest)
    : Peripheral(name, scheduler),
      widest_mask_(ones(widest)),
      next_(scheduler, name + " compare", [this] { reach(); }) {}

i64 Timer::base_ticks(Time t) const { return Clock{hz_}.count(t.time_since_epoch()); }

void Timer::clock(i64 hz) {
  if (hz == hz_) return;
  settle();
  hz_ = hz;
  anchor_ = base_ticks(now());
  schedule();
}

u32 Timer::counter_mask() const {
  constexpr std::array<unsigned, 4> widths{16, 8, 24, 32};
  return ones(widths[bitmode_reg_.value & 3]) & widest_mask_;
}

u32 Timer::counter() const {
  if (!ticking_) return count_value_ & mask_;
  return static_cast<u32>(count_value_ + ticks_since_anchor(now())) & mask_;
}

void Timer::settle() {
  count_value_ = counter();
  anchor_ = base_ticks(now());
}

void Timer::on_start() {
  if (running_) return;
  running_ = true;
  reconfigure();
}

void Timer::on_stop() {
  running_ = false;
  reconfigure();
}

void Timer::on_clear() {
  count_value_ = 0;
  anchor_ = base_ticks(now());
  schedule();
}

void Timer::on_shutdown() {
  on_stop();
  on_clear();
}

void Timer::on_count() {
  if (!running_ || mode_ != Mode::counter) return;
  count_value_ = (count_value_ + 1) & mask_;
  compare(count_value_);
}

void Timer::on_capture(unsigned i) {
  cc_[i] = counter();
  schedule();
}

// The manual allows changes only while stopped; while running the count goes on from where it is.
void Timer::reconfigure() {
  settle();
  ticking_ = running_ && mode_ == Mode::timer;
  mask_ = counter_mask();
  shift_ = std::min<unsigned>(prescaler_, slowest_prescaler);
  schedule();
}

// The next tick at which the count becomes equal to a CC whose event matters.
void Timer::schedule() {
  if (!scheduling_) return;
  if (!ticking_) return next_.cancel();
  const i64 passed = ticks_since_anchor(now());
  const u32 count = static_cast<u32>(count_value_ + passed) & mask_;
  i64 nearest = 0;
  for (unsigned i = 0; i < 4; ++i) {
    if (!compare_[i].matters()) continue;
    const u32 distance = (cc_[i] - count) & mask_;
    const i64 ticks = distance ? distance : i64{mask_} + 1;
    if (!nearest || ticks < nearest) nearest = ticks;
  }
  if (!nearest) return next_.cancel();
  const Time due{Clock{hz_}.ticks(anchor_ + ((passed + nearest) << shift_))};
  if (!next_.pending() || next_.due() != due) next_.at(due);
}

void Timer::reach() { compare(counter()); }

void Timer::compare(u32 count) {
  scheduling_ = false;
  for (unsigned i = 0; i < 4; ++i)
    if ((cc_[i] & mask_) == count) compare_[i].fire();
  scheduling_ = true;
  schedule();
}

void Timer::reset() {
  next_.cancel();
  Peripheral::reset();
  running_ = ticking_ = false;
  count_value_ = 0;
  mask_ = counter_mask();
  shift_ = prescaler_;
}

void Timer::serialize(State& state) {
  Peripheral::serialize(state);
  state(running_, ticking_, count_value_, anchor_, mask_, shift_, hz_, next_);
}

}  // namespace nrf5
