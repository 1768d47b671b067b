#include "peripherals/rp2040/pwm_counter.hpp"

#include <algorithm>

namespace rp2040 {

namespace {

constexpr u32 one = 16, fresh_phase = 15, last = 0xffff;

u32 sooner(u32 a, u32 b) { return a == 0 ? b : b == 0 ? a : std::min(a, b); }

}  // namespace

u64 PwmCounter::settle(i64 now) {
  const u64 cycles = static_cast<u64>(now - since_);
  since_ = now;
  if (!flowing_ || cycles == 0) return 0;
  const u64 steps = cycles * one + phase_;
  phase_ = static_cast<u32>(steps % divider_);
  return count(steps / divider_);
}

u64 PwmCounter::input_edge() {
  phase_ += one;
  if (phase_ < divider_) return 0;
  phase_ -= divider_;
  return count(1);
}

u64 PwmCounter::adjust_phase() {
  if (!advance_ || !enabled_ || divider_ == one) return 0;
  advance_ = false;
  return count(1);
}

u64 PwmCounter::count(u64 counts) {
  if (retard_ && counts) {
    retard_ = false;
    --counts;
  }
  u64 wraps = 0;
  if (const u32 left = to_wrap(); counts >= left) {
    counts -= left;
    counter_ = 0;
    down_ = false;
    latched_ = written_;
    const u32 period = to_wrap();
    wraps = 1 + counts / period;
    counts %= period;
  }
  move(static_cast<u32>(counts));
  return wraps;
}

// Within a period, which with phase-correct modulation is 0, 1 … TOP, TOP … 1, 0.
void PwmCounter::move(u32 counts) {
  if (down_) {
    counter_ -= counts;
  } else if (!phase_correct_ || counter_ > latched_.top || counts <= latched_.top - counter_) {
    counter_ += counts;
  } else {
    counter_ = latched_.top - (counts - (latched_.top - counter_) - 1);
    down_ = true;
  }
}

u32 PwmCounter::to_wrap() const {
  if (down_) return counter_ + 1;
  if (counter_ > latched_.top) return last + 1 - counter_;
  return latched_.top - counter_ + 1 + (phase_correct_ ? latched_.top + 1 : 0);
}

// Counts until the output changes within this period, 0 if it does not.
u32 PwmCounter::to_edge(u32 compare) const {
  const bool high = counter_ < compare;
  if (down_) return high || compare == 0 ? 0 : counter_ - (compare - 1);
  const bool beyond = counter_ > latched_.top;
  if (high) return compare <= (beyond ? last : latched_.top) ? compare - counter_ : 0;
  if (!phase_correct_ || beyond || compare == 0) return 0;
  return latched_.top - counter_ + 1 + latched_.top - (compare - 1);
}

u32 PwmCounter::to_change(u32 compare, u32 next_compare) const {
  if (const u32 counts = to_edge(compare)) return counts;
  const bool steady = compare == 0 || compare > latched_.top;
  const bool same_after = (counter_ < compare) == (next_compare > 0) && latched_ == written_ && steady;
  return same_after ? 0 : to_wrap();
}

u32 PwmCounter::counts_until(bool edges_a, bool edges_b, bool wraps) const {
  u32 counts = wraps ? to_wrap() : 0;
  if (edges_a) counts = sooner(counts, to_change(latched_.a, written_.a));
  if (edges_b) counts = sooner(counts, to_change(latched_.b, written_.b));
  return counts;
}

i64 PwmCounter::cycle_of(u32 counts) const {
  const i64 steps = i64{counts + (retard_ ? 1 : 0)} * divider_ - phase_;
  return since_ + (steps + one - 1) / one;
}

void PwmCounter::set_enabled(bool on) {
  if (on == enabled_) return;
  enabled_ = on;
  phase_ = std::min(fresh_phase, divider_ - 1);
  latched_ = written_;
}

void PwmCounter::set_phase_correct(bool on) {
  phase_correct_ = on;
  if (!on) down_ = false;
}

void PwmCounter::set_divider(u32 sixteenths) {
  divider_ = sixteenths;
  phase_ = std::min(phase_, divider_ - 1);
}

void PwmCounter::set_values(Values v) {
  written_ = v;
  if (!enabled_) latched_ = v;
}

}  // namespace rp2040
