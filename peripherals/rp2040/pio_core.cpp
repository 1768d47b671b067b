#include "peripherals/rp2040/pio_core.hpp"

#include <algorithm>

namespace rp2040::pio {

i64 Core::next() const {
  if (reassert_) return cycle_ + 1;
  i64 first = never;
  for (const Machine& m : machines) first = std::min(first, m.wake);
  return first;
}

bool Core::run(const CoreConfig& c, i64 last) {
  for (i64 at = next(); at <= last; at = next())
    if (step(c, at)) return true;
  pass_inputs(last - cycle_);
  cycle_ = last;
  return false;
}

bool Core::run_ahead(const CoreConfig& c, i64 steps) {
  for (i64 at = next(); at != never && steps > 0; at = next(), --steps)
    if (step(c, at)) return true;
  return false;
}

void Core::pass_inputs(i64 cycles) {
  if (unsettled() == 0) return;
  for (i64 i = 0; i < std::min<i64>(cycles, 3); ++i) sampled_ = {inputs_, sampled_[0], sampled_[1]};
}

bool Core::step(const CoreConfig& c, i64 at) {
  pass_inputs(at - 1 - cycle_);
  cycle_ = at;
  Cycle cycle{(sampled_[0] & c.sync_bypass) | (sampled_[2] & ~c.sync_bypass), unsettled(), irq};
  pass_inputs(1);
  std::array<PinWrite, machine_count> writes;
  bool written = false;
  for (unsigned i = 0; i < machine_count; ++i) {
    if (machines[i].wake != cycle_) continue;
    machines[i].run(c.machines[i], c.memory.data(), i, cycle_, cycle, writes[i]);
    written = written || writes[i].any();
  }
  fdebug |= cycle.fdebug;
  bool visible = apply(c, writes, written || cycle.held_moved);
  const u8 flags = static_cast<u8>((irq & ~cycle.irq_clear) | cycle.irq_set);
  if (flags != irq) {
    irq = flags;
    for (unsigned i = 0; i < machine_count; ++i) {
      if (machines[i].asleep != Asleep::irq) continue;
      machines[i].asleep = Asleep::no;
      machines[i].settle(cycle_ + 1);
      machines[i].plan(c.machines[i], cycle_);
    }
    cycle.fifo_moved = true;
  }
  return (cycle.fifo_moved && update_lines(c)) || visible;
}

// 3.5.6.1 "Output Priority": for each pin the write from the highest-numbered state machine.
bool Core::apply(const CoreConfig& c, std::array<PinWrite, machine_count>& writes, bool any) {
  if (!any && !reassert_) return false;
  PinWrite all;
  bool sticky = false;
  for (unsigned i = 0; i < machine_count; ++i) {
    if (c.machines[i].sticky) {
      sticky = true;
      all.overlay(machines[i].held);
    }
    all.overlay(writes[i]);
  }
  reassert_ = any && sticky;
  const u32 old_levels = levels, old_directions = directions;
  levels = (levels & ~all.level_mask) | (all.levels & all.level_mask);
  directions = (directions & ~all.direction_mask) | (all.directions & all.direction_mask);
  return levels != old_levels || directions != old_directions;
}

void Core::start_at(i64 cycle) {
  cycle_ = cycle;
  for (Machine& m : machines) m.divider.restart(cycle + 1);
}

void Core::set_inputs(u32 levels_now) {
  const u32 differ = levels_now ^ inputs_;
  inputs_ = levels_now;
  for (Machine& m : machines) {
    if (m.asleep != Asleep::pins || !(m.awaited_pins & differ)) continue;
    m.asleep = Asleep::no;
    m.settle(cycle_ + 1);
    m.wake = m.latched && m.latch_forced ? cycle_ + 1 : m.enabled ? m.divider.next : never;
  }
}

void Core::changed(const CoreConfig& c) {
  for (unsigned i = 0; i < machine_count; ++i) {
    machines[i].asleep = Asleep::no;
    machines[i].settle(cycle_ + 1);
    machines[i].plan(c.machines[i], cycle_);
    reassert_ = reassert_ || c.machines[i].sticky;
  }
  update_lines(c);
}

// 3.7, INTR: RXNEMPTY, TXNFULL, and IRQ flags 0 to 3.
u32 Core::intr() const {
  u32 bits = u32{irq & 0xfu} << 8;
  for (unsigned i = 0; i < machine_count; ++i) {
    if (!machines[i].rx.empty()) bits |= 1u << i;
    if (!machines[i].tx.full()) bits |= 0x10u << i;
  }
  return bits;
}

bool Core::update_lines(const CoreConfig& c) {
  const u32 raw = intr(), before = lines_;
  lines_ = (raw >> 4 & 0xf) << tx_dreq_lsb | (raw & 0xf) << rx_dreq_lsb;
  for (unsigned line = 0; line < 2; ++line)
    if (ints(c, line)) lines_ |= 1u << (irq0_bit + line);
  return lines_ != before;
}

void Core::settle() {
  for (Machine& m : machines) m.settle(cycle_ + 1);
}

void Core::serialize(State& state) {
  state(machines, levels, directions, fdebug, irq, lines_, cycle_, inputs_, sampled_, reassert_);
}

}  // namespace rp2040::pio
