#include "peripherals/rp2040/watchdog.hpp"

#include <algorithm>

namespace rp2040 {

namespace {

constexpr i64 decrement = 2;  // errata RP2040-E1

}  // namespace

Watchdog::Watchdog(std::string name, Scheduler& scheduler, ClockSignal& clk_ref)
    : Peripheral(name),
      ref_(scheduler, clk_ref, [this] { set_tick(); }),
      ticks_(scheduler, tick, [this] { update(); }),
      expiry_(scheduler, name + " expiry", [this] { fire(false); }) {
  for (unsigned i = 0; i < scratch_regs_.size(); ++i) scratch_regs_[i].name = "SCRATCH" + std::to_string(i);
}

// The tick generator.

void Watchdog::tick_written() {
  const u32 wanted = tick_enable_ ? u32{cycles_} : 0;
  if (wanted == tick_cycles_) return;
  tick_cycles_ = wanted;
  set_tick();
}

void Watchdog::set_tick() {
  ref_anchor_ = ref_.edges();
  tick.set(tick_cycles_ ? ref_.signal().hz() / tick_cycles_ : 0);
}

u32 Watchdog::read_tick() const {
  const u32 configured = tick_reg_.value & 0x3ff;
  if (!tick.running()) return configured;
  const u32 remaining = tick_cycles_ - static_cast<u32>((ref_.edges() - ref_anchor_) % tick_cycles_);
  return configured | 1u << 10 | remaining << 11;
}

// The counter.

u32 Watchdog::time() const {
  if (!counting_) return counter_;
  return static_cast<u32>(std::max<i64>(counter_ - decrement * (ticks_.edges() - tick_anchor_), 0));
}

void Watchdog::settle() {
  counter_ = time();
  tick_anchor_ = ticks_.edges();
}

void Watchdog::update() {
  expiry_.cancel();
  counting_ = enable_ && !(pause_dbg0_ && debugging_[0]) && !(pause_dbg1_ && debugging_[1]);
  if (!counting_ || !tick.running()) return;
  const i64 needed = std::max<i64>((counter_ + decrement - 1) / decrement, 1);
  expiry_.at(ticks_.when(tick_anchor_ + needed));
}

void Watchdog::ctrl_written(u32 written) {
  settle();
  ctrl_.value &= 0x7f00'0000;
  update();
  if (written >> 31) fire(true);
}

void Watchdog::load_written(u32 written) {
  settle();
  load_reg_.value = 0;
  counter_ = written & 0xff'ffff;
  update();
}

void Watchdog::fire(bool forced) {
  settle();
  enable_ = false;
  update();
  by_timer_ = !forced;
  by_force_ = forced;
  if (on_reset) on_reset();
}

void Watchdog::set_debugging(unsigned processor, bool on) {
  settle();
  debugging_[processor] = on;
  update();
}

void Watchdog::reset() {
  Peripheral::reset();
  counter_ = 0;
  tick_anchor_ = ticks_.edges();
  tick_written();
  update();
}

void Watchdog::serialize(State& state) {
  Peripheral::serialize(state);
  state(tick, ref_, ticks_, expiry_, ref_anchor_, tick_anchor_, counter_, tick_cycles_, counting_, debugging_);
}

}  // namespace rp2040
