#include "peripherals/rp2040/timer.hpp"

#include <algorithm>
#include <limits>

namespace rp2040 {

Timer::Timer(std::string name, Scheduler& scheduler, ClockSignal& tick)
    : Peripheral(name),
      ticks_(scheduler, tick, [this] { schedule(); }),
      next_alarm_(scheduler, name + " alarm", [this] { match(); }) {
  for (unsigned i = 0; i < alarms; ++i) alarm_regs_[i].name = "ALARM" + std::to_string(i);
  on_held = [this](bool) { pause_written(); };
}

void Timer::settle() {
  time_ = time();
  anchor_ = ticks_.edges();
}

void Timer::low_written(u32 written) {
  low_latch_ = written;
  timelw_ = 0;
}

void Timer::high_written(u32 written) {
  settle();
  time_ = u64{written} << 32 | low_latch_;
  timehw_ = 0;
  schedule();
}

u32 Timer::read_low() {
  const u64 now = time();
  timehr_ = static_cast<u32>(now >> 32);
  return static_cast<u32>(now);
}

void Timer::pause_written() {
  settle();
  counting_ = !held_in_reset() && !pause_ && !(dbg0_ && debugging_[0]) && !(dbg1_ && debugging_[1]);
  schedule();
}

void Timer::set_debugging(unsigned processor, bool on) {
  debugging_[processor] = on;
  pause_written();
}

void Timer::alarm_written(u32, unsigned index) {
  armed_ = armed_ | 1u << index;
  schedule();
}

// An alarm compares the lower 32 bits for equality, so the next match is at most 2^32 ticks away.
void Timer::schedule() {
  next_alarm_.cancel();
  const u32 now = read_raw_low();
  u32 nearest = std::numeric_limits<u32>::max();
  for (unsigned i = 0; i < alarms; ++i)
    if (armed_ >> i & 1) nearest = std::min(nearest, alarm_[i] - now);
  if (!armed_) return;
  if (nearest == 0) return match();
  const Time due = ticks_.when(ticks_.edges() + nearest);
  if (counting_ && due != Time::max()) next_alarm_.at(due);
}

void Timer::match() {
  const u32 now = read_raw_low();
  for (unsigned i = 0; i < alarms; ++i) {
    if (!(armed_ >> i & 1) || alarm_[i] != now) continue;
    armed_ = armed_ & ~(1u << i);
    intr_.value |= 1u << i;
  }
  update();
  schedule();
}

void Timer::update() {
  const u32 ints = read_ints();
  for (unsigned i = 0; i < alarms; ++i) irq[i].drive(ints >> i & 1);
}

void Timer::reset() {
  Peripheral::reset();
  time_ = low_latch_ = 0;
  anchor_ = ticks_.edges();
  pause_written();
  update();
}

void Timer::serialize(State& state) {
  Peripheral::serialize(state);
  state(ticks_, next_alarm_, time_, anchor_, low_latch_, counting_, debugging_, irq);
}

}  // namespace rp2040
