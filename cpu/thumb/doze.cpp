// Events that need not wake a core (cpu/thumb/doze.hpp).
#include "cpu/thumb/doze.hpp"

#include <algorithm>

#include "cpu/thumb/cortex_m.hpp"

namespace cpu::thumb {

void CortexM::pair(CortexM& a, CortexM& b) {
  a.partner_ = &b;
  b.partner_ = &a;
  for (CortexM* core : {&a, &b}) core->bus_.on_code_changed.push_back([core](u32, u32) { core->forget_round(); });
}

std::array<u32, 17> CortexM::registers() const {
  std::array<u32, 17> all;
  std::copy_n(context.r, 16, all.begin());
  all[16] = context.flags();
  return all;
}

// Nobody looks on, and it is the partner that runs now.
bool CortexM::unobserved() const { return partner_ && partner_->runs_ && !traced() && !bus_.on_watch; }

bool CortexM::may_doze() const {
  const u32 unimportant = asleep | ended;
  return doze_.round == Doze::Round::known && sleep_ == Sleep::wfe && clocked_ && !event_ && unobserved() &&
         !every_round && !(context.attention & ~unimportant) && doze_.registers == registers() &&
         std::ranges::all_of(doze_.looks, &Doze::Look::same);
}

void CortexM::doze() {
  doze_.on = true;
  doze_.from = std::max(cycle_at(scheduler_.now()), context.cycles());
  doze_.to = doze_.from + doze_.length;
  partner_->partner_dozes_ = true;
}

// The partner has come to a time from which on it would make a difference.
void CortexM::settle_doze(Time now) {
  if (!doze_.on) return;
  doze_.on = partner_->partner_dozes_ = false;
  if (cycle_at(now) >= doze_.to) return;  // it would be asleep again
  event_ = true;
  skip_to(doze_.from);
  if (on_time) on_time();
  set_sleep(Sleep::awake);
}

// It is woken: does this round end as it begins? Every instruction is seen meanwhile.
void CortexM::watch_round() {
  if (doze_.round == Doze::Round::watched) return end_round(false);
  if (!doze_.tries || sleep_ != Sleep::wfe || !clocked_ || !unobserved() || every_round) return;
  doze_.round = Doze::Round::watched;
  doze_.registers = registers();
  doze_.looks.clear();
  doze_.began = std::max(cycle_at(scheduler_.now()), context.cycles());
  stepping = true;
}

void CortexM::end_round(bool as_it_began) {
  const bool seen_whole = stepping && !traced();
  doze_.round = as_it_began && seen_whole ? Doze::Round::known : Doze::Round::unknown;
  doze_.length = context.cycles() - doze_.began;
  if (doze_.round == Doze::Round::known)
    doze_.tries = Doze::patience;
  else
    --doze_.tries;
  stepping = traced();
}

void CortexM::forget_round() {
  if (watches_round()) end_round(false);
  doze_.round = Doze::Round::unknown;
}

void CortexM::cancel_doze() {
  if (doze_.on) doze_.on = partner_->partner_dozes_ = false;
  forget_round();
}

// Before each instruction: it must not be one that can change, or for which the core may have to wait. Of what it
// accesses, words of devices are looked at when they are loaded.
void CortexM::watch_instruction() {
  const u32 pc = context.r[15];
  if (!bus_.constant(pc) || bus_.cached().covers(pc)) return end_round(false);
  ir::Builder builder{pc};
  translate(builder, pc, 1);
  for (const ir::Op& op : builder.ops()) {
    if ((op.code < ir::Code::ldr || op.code > ir::Code::stm) && op.code != ir::Code::pop_jump) continue;
    const bool word = op.code == ir::Code::ldr || op.code == ir::Code::ldr_x;
    const u32 address = context.r[op.a] + (op.code == ir::Code::ldr ? op.imm : context.r[op.b]);
    u32 offset = 0;
    if (!word || !(is_private(address) ? private_bus_ : bus_).device_at(address, offset)) return end_round(false);
  }
}

void CortexM::watch_load(u32 address, unsigned width, u32 value) {
  u32 offset = 0;
  const Device* device = (is_private(address) ? private_bus_ : bus_).device_at(address, offset);
  const auto* steady = dynamic_cast<const Steady*>(device);
  if (width == 4 && steady && steady->steady(offset) && doze_.looks.size() < Doze::most_looks)
    doze_.looks.push_back({device, steady, offset, value});
  else
    end_round(false);
}

}  // namespace cpu::thumb
