// Interrupts, timers and WAITI. Xtensa ISA Reference Manual, 4.4.4 to 4.4.6.
#include <fmt/format.h>

#include "cpu/xtensa/core.hpp"
#include "cpu/xtensa/system.hpp"

namespace cpu::xtensa {

using ir::Context;

void Core::interrupt(unsigned number, bool level) {
  const u32 bit = 1u << number;
  const bool was = inputs_ & bit;
  level ? inputs_ |= bit : inputs_ &= ~bit;
  switch (config_.interrupts[number].type) {
    case InterruptType::level:
    case InterruptType::profiling: lines_ = (lines_ & ~bit) | (level ? bit : 0); break;
    case InterruptType::edge:
    case InterruptType::nmi:
      if (level && !was) latched_ |= bit;
      break;
    default: return;
  }
  interrupts_changed();
}

u32 Core::inputs_of(InterruptType type) const {
  u32 mask = 0;
  for (unsigned i = 0; i < 32; ++i)
    if (config_.interrupts[i].type == type) mask |= 1u << i;
  return mask;
}

unsigned Core::current_level() const {
  const unsigned level = ps_ & ps::intlevel;
  return ps_ & ps::excm ? std::max(level, config_.excm_level) : level;
}

// The level of the interrupt to take now, 0 for none. The NMI asks neither for INTENABLE nor for the level.
unsigned Core::best_interrupt() const {
  u32 ready = pending();
  if (!ready) return 0;
  unsigned best = 0;
  for (; ready; ready &= ready - 1) {
    const auto n = static_cast<unsigned>(std::countr_zero(ready));
    const InterruptInput input = config_.interrupts[n];
    const bool taken =
        input.type == InterruptType::nmi || (sr(special::intenable) >> n & 1 && input.level > current_level());
    if (taken) best = std::max<unsigned>(best, input.level);
  }
  return best;
}

void Core::interrupts_changed() {
  if (!best_interrupt()) return;
  context.attention |= interrupts;
  if (waiting_) wake();
}

// Of those of a level the handler chooses; told is the first.
void Core::tell_interrupt(unsigned level) const {
  for (unsigned n = 0; n < 32; ++n) {
    const InterruptInput input = config_.interrupts[n];
    const bool enabled = input.type == InterruptType::nmi || sr(special::intenable) >> n & 1;
    if (pending() >> n & 1 && enabled && input.level == level) return on_exception(n);
  }
}

std::string Core::exception_name(unsigned number) const {
  return fmt::format("interrupt {}, level {}", number, config_.interrupts[number & 31].level);
}

void Core::take_interrupts() {
  context.attention &= ~interrupts;
  if (stalled_ || !clocked_) return;
  const unsigned level = best_interrupt();
  if (!level) return;
  set_waiting(false);
  if (on_exception) tell_interrupt(level);
  if (level == 1) return raise(cause::level1_interrupt, context.r[Context::pc]);
  enter_level(level, context.r[Context::pc]);
  if (level == config_.nmi_level) latched_ &= ~inputs_of(InterruptType::nmi);
}

void Core::wait_for_interrupt(u32 level) {
  ps_ = (ps_ & ~ps::intlevel) | level;
  refresh();
  if (best_interrupt()) return;
  context.attention |= asleep;
  set_waiting(true);
}

void Core::set_waiting(bool waiting) {
  if (waiting == waiting_) return;
  waiting_ = waiting;
  if (on_sleep) on_sleep();
}

// Until now the core had no time of its own.
void Core::wake() {
  if (!stalled_ && clocked_) catch_up();
  set_waiting(false);
}

void Core::set_ccount(u32 value) {
  ccount_offset_ = value - static_cast<u32>(context.cycles());
  for (unsigned i = 0; i < timers_.size(); ++i)
    if (timers_[i] && timers_[i]->pending()) arm(i);
}

// CCOMPAREn matches when CCOUNT gets there, in a whole turn if it is there now.
void Core::arm(unsigned timer) {
  const u32 left = sr(special::ccompare0 + timer) - ccount();
  timers_[timer]->after(clock().ticks(left ? i64{left} : i64{1} << 32));
}

void Core::timer_matches(unsigned timer) {
  latched_ |= 1u << config_.timers[timer];
  timers_[timer]->after(clock().ticks(i64{1} << 32));
  interrupts_changed();
}

void Core::clock_stops() {
  if (clocked_) last_ccount_ = ccount();
}

void Core::clock_changed() {
  set_ccount(last_ccount_);
  context.attention |= interrupts;
}

}  // namespace cpu::xtensa
