#include "peripherals/rp2040/pio_machine.hpp"

namespace rp2040::pio {

void Machine::settle(i64 cycle) {
  if (delay == 0 && divider.next == cycle) return;
  if (enabled && delay > 0) {
    if (divider.after(delay) <= cycle) {
      divider.advance(delay);
      delay = 0;
    }
    for (; delay > 0 && divider.next < cycle; --delay) divider.advance(1);
  }
  divider.reach(cycle);
}

// After settle(now + 1).
void Machine::plan(const MachineConfig& c, i64 now) {
  const bool trying = latched && latch_forced && asleep == Asleep::no;
  if (forced || trying)
    wake = now + 1;
  else if (!enabled || (latched && latch_forced))
    wake = never;
  else if (wants_refill(c))
    wake = divider.next;
  else
    wake = asleep == Asleep::no ? divider.after(delay) : never;
}

void Machine::refill(Cycle& cycle) {
  osr = tx.pop();
  osr_count = 0;
  cycle.fifo_moved = true;
}

void Machine::run(const MachineConfig& c, const Instruction* memory, unsigned id, i64 now, Cycle& cycle,
                  PinWrite& write) {
  settle(now);
  if (forced && latch_forced) latched = latch_forced = false;  // the write replaces what stalls
  const bool pulse = enabled && divider.next == now;
  const bool from_interface = forced || (latched && latch_forced);
  const bool delaying = pulse && delay > 0;
  if (pulse) divider.advance(1);
  if (delaying) --delay;

  if (from_interface || (pulse && !delaying)) {
    const bool from_latch = !forced && latched;
    const bool from_memory = !forced && !latched;
    const Instruction i = from_memory ? memory[pc] : decode(forced ? forced_word : latch);
    Execution e{*this, c, id, cycle, write};
    asleep = Asleep::no;
    const bool first = forced || !(from_latch ? latch_tried : stalled);
    if (from_latch) latched = false;
    const bool done = e.run(i);
    if (first) e.side_set(i);
    if (i.op != Op::out && wants_refill(c)) refill(cycle);
    if (from_memory) {
      stalled = !done;
      if (done && !e.jumped()) pc = pc == c.wrap_top ? c.wrap_bottom : (pc + 1) % memory_size;
    } else if (!done) {
      latched = latch_tried = true;
      latch_forced = from_interface;
      if (forced) latch = forced_word;
    } else if (e.jumped()) {
      stalled = irq_waiting = false;
    }
    if (done && !from_interface && !e.executes()) delay = i.delay_side & static_cast<u8>(ones(c.delay_bits));
    forced = false;
  } else if (wants_refill(c)) {
    refill(cycle);
  }
  plan(c, now);
}

void Machine::restart() {
  isr = 0;
  isr_count = 0;
  osr_count = 32;
  delay = 0;
  stalled = irq_waiting = forced = latched = latch_forced = latch_tried = false;
  asleep = Asleep::no;
  held = {};
}

void Machine::serialize(State& state) {
  state(divider, wake, x, y, osr, isr, awaited_pins, osr_count, isr_count, pc, delay, enabled, stalled, irq_waiting);
  state(asleep, forced, latched, latch_forced, latch_tried, forced_word, latch, held, tx, rx);
}

}  // namespace rp2040::pio
