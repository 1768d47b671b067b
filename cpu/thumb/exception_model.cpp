// Taking exceptions and returning from them, sleep and lockup. Arm DDI 0419E, B1.5.
#include "cpu/thumb/cortex_m.hpp"

namespace cpu::thumb {

// B1.5.4: the priority of what is running.
int CortexM::execution_priority(bool with_primask) const {
  const int active = exceptions_.active_priority();
  return with_primask && primask_ ? std::min(active, 0) : active;
}

// An exception that would preempt ends a sleep; WFI does not ask for PRIMASK, WFE has the event register too (B1.5.17,
// B1.5.18).
bool CortexM::wakes() const {
  if (sleep_ == Sleep::off || !clocked_) return false;
  if (sleep_ == Sleep::wfe && event_) return true;
  return exceptions_.best_pending(execution_priority(sleep_ == Sleep::wfe)).has_value();
}

void CortexM::exceptions_changed() {
  if (exceptions_.any_ready()) context.attention |= interrupts;
  if (sleeping() && wakes()) wake();
}

bool CortexM::attend() {
  if (!watchpoint_passed()) return false;
  if (context.attention & faulted) {
    context.attention &= ~faulted;
    hard_fault(context.r[15]);
  }
  if (context.attention & interrupts) take_interrupts();
  while (!thumb_ && !locked_up_) hard_fault(context.r[15]);  // INVSTATE: there is no other instruction set (A4.1)
  if (locked_up_) return stop(Stop::lockup);
  if (!attended_to_stops()) return false;
  context.attention = 0;
  if (watches_round()) watch_instruction();
  trace_instruction();
  return true;
}

void CortexM::take_interrupts() {
  context.attention &= ~interrupts;
  if (sleep_ == Sleep::off || !clocked_) return;
  const auto best = exceptions_.best_pending(execution_priority());
  if (best) {
    set_sleep(Sleep::awake);
    enter(*best, context.r[15]);
  } else if (sleeping() && wakes()) {
    set_sleep(Sleep::awake);
  }
}

void CortexM::hard_fault(u32 return_address) {
  if (execution_priority() <= -1) return lock_up();
  exceptions_.pend(exception::hard_fault);
  enter(exception::hard_fault, return_address);
}

void CortexM::lock_up() {
  locked_up_ = true;
  context.attention |= interrupts;
  lockup.drive(true);
}

// B1.5.6 Exception entry: PushStack() then ExceptionTaken().
void CortexM::enter(unsigned number, u32 return_address) {
  u32 exc_return = 0;
  context.budget -= profile_.timing.exception_entry;
  if (!push_frame(return_address, exc_return)) {
    if (number == exception::hard_fault || execution_priority() <= -1) return lock_up();
    exceptions_.pend(exception::hard_fault);  // the exception stays pending behind it
    number = exception::hard_fault;
  }
  begin_handler(number, exc_return);
}

std::string CortexM::exception_name(unsigned number) const {
  switch (number) {
    case exception::reset: return "Reset";
    case exception::nmi: return "NMI";
    case exception::hard_fault: return "HardFault";
    case exception::svcall: return "SVCall";
    case exception::pendsv: return "PendSV";
    case exception::systick: return "SysTick";
    default: return "IRQ " + std::to_string(number - exception::interrupt0);
  }
}

bool CortexM::push_frame(u32 return_address, u32& exc_return) {
  u32& sp = context.r[13];
  exc_return = in_handler() ? 0xffff'fff1 : uses_psp() ? 0xffff'fffd : 0xffff'fff9;
  const bool realigned = sp & 4;
  const u32 frame = (sp - 0x20) & ~4u;
  const u32* r = context.r;
  const u32 words[8] = {r[0], r[1], r[2], r[3], r[12], r[14], return_address, xpsr() | u32{realigned} << 9};
  sp = frame;
  bool ok = true;
  for (unsigned i = 0; i < 8; ++i)
    ok = ok && permitted(frame + 4 * i, Mpu::Kind::write) && store_word(frame + 4 * i, words[i]);
  return ok;
}

void CortexM::begin_handler(unsigned number, u32 exc_return) {
  if (watches_round()) end_round(false);
  context.r[14] = exc_return;
  exceptions_.activate(number);
  ipsr_ = number;
  if (on_exception) on_exception(number);
  spsel_ = false;
  select_stack(false);
  event_ = true;  // B1.5.18: exception entry is an event
  u32 vector = 0;
  if (!load_word(scb_.vector_table() + 4 * number, vector)) {
    if (number == exception::hard_fault || number == exception::nmi) return lock_up();
    return hard_fault(context.r[15]);
  }
  context.r[15] = vector & ~1u;
  set_thumb(vector & 1);
}

// B1.5.8 Exception return.
void CortexM::return_from_exception(u32 exc_return) {
  const bool to_handler = exc_return == 0xffff'fff1;
  const u32 returning = ipsr_;
  if (exc_return != 0xffff'fff1 && exc_return != 0xffff'fff9 && exc_return != 0xffff'fffd)
    return hard_fault(exc_return & ~1u);
  exceptions_.deactivate(returning);
  event_ = true;
  const bool nested = exceptions_.active_priority() != Exceptions::thread_priority;
  if (nested != to_handler) {  // to a mode that does not fit what is active: UNPREDICTABLE, taken as a fault
    exceptions_.activate(returning);
    return hard_fault(exc_return & ~1u);
  }
  // Tail-chaining: the next exception uses the frame that is already there.
  if (const auto next = exceptions_.best_pending(execution_priority())) {
    context.budget -= profile_.timing.tail_chain;
    ipsr_ = 0;
    return begin_handler(*next, exc_return);
  }
  context.budget -= profile_.timing.exception_exit;
  const bool psp = exc_return == 0xffff'fffd;
  spsel_ = psp;
  select_stack(psp);
  const u32 frame = context.r[13];
  u32 words[8] = {};
  for (unsigned i = 0; i < 8; ++i)
    if (!permitted(frame + 4 * i, Mpu::Kind::read) || !load_word(frame + 4 * i, words[i])) {
      ipsr_ = to_handler ? returning : 0;
      return hard_fault(exc_return & ~1u);
    }
  for (unsigned i = 0; i < 4; ++i) context.r[i] = words[i];
  context.r[12] = words[4];
  context.r[14] = words[5];
  context.r[15] = words[6] & ~1u;
  context.r[13] = (frame + 0x20) | (words[7] >> 9 & 1) << 2;
  context.set_flags(words[7]);
  set_thumb(words[7] >> 24 & 1);
  ipsr_ = words[7] & 0x3f;
  context.attention |= interrupts;
  if (!to_handler && scb_.sleep_on_exit()) sleep(Sleep::wfi);
}

void CortexM::sleep(Sleep kind) {
  if (kind == Sleep::wfe && event_) {
    event_ = false;
    return;
  }
  if (exceptions_.best_pending(execution_priority(kind == Sleep::wfe))) return;
  if (watches_round()) end_round(kind == Sleep::wfe && doze_.registers == registers());
  context.attention |= asleep;
  set_sleep(kind);
}

void CortexM::set_sleep(Sleep kind) {
  if (kind == sleep_) return;
  sleep_ = kind;
  if (on_sleep) on_sleep();
}

// Puts the other stack pointer into r[13] when the mode or CONTROL.SPSEL changed.
void CortexM::select_stack(bool psp) {
  if (psp == psp_in_use_) return;
  std::swap(context.r[13], other_sp_);
  psp_in_use_ = psp;
}

// BX and POP to an address that is not plain code: no Thumb bit, or magic in handler mode (EXC_RETURN, B1.5.8).
void CortexM::jump(u32 target) {
  context.r[15] = target;  // where it locks up if this is no return
  if (target >= 0xf000'0000 && in_handler()) return return_from_exception(target);
  context.r[15] = target & ~1u;
  set_thumb(target & 1);
}

// Without it the next instruction faults: attend() sees to that.
void CortexM::set_thumb(bool thumb) {
  thumb_ = thumb;
  if (!thumb) context.attention |= interrupts;
}

}  // namespace cpu::thumb
