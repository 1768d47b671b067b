#include "cpu/translated_core.hpp"

#include <utility>

#include "emulator/steady.hpp"

namespace cpu {

TranslatedCore::TranslatedCore(std::string name, Scheduler& scheduler, Bus& bus, Clock clock, unsigned code_alignment)
    : Cpu(std::move(name), clock), Guest(code_alignment), scheduler_(scheduler), bus_(bus) {}

void TranslatedCore::set_engine(std::unique_ptr<ir::Engine> engine) {
  engine_ = std::move(engine);
  bus_.on_code_changed.push_back([this](u32 address, u32 size) { engine_->forget(address, size); });
}

Cpu::Stop TranslatedCore::run(i64 until) {
  const u32 at = context.r[ir::Context::pc];
  if (stopped_at_ == at || held_at_ == at) step();
  forget_stops();
  const i64 now = context.cycles();
  if (now >= until) return Stop::budget;
  context.until = until;
  context.budget = until - now;
  return engine_->run();
}

void TranslatedCore::forget_stops() {
  stopped_at_.reset();
  held_at_.reset();
}

void TranslatedCore::skip_to(i64 cycle) {
  context.until = cycle;
  context.budget = 0;
}

void TranslatedCore::step() {
  if (sleeping()) return;
  const u32 at = context.r[ir::Context::pc];
  ignore_breakpoints_ = true;
  const bool here = breakpoints_.contains(at);
  if (here) engine_->forget(at, 1);
  context.until = context.cycles() + 1;
  context.budget = 1;
  const bool passes = std::exchange(held_at_, std::nullopt) == at;
  auto listener = passes ? std::exchange(bus_.on_watch, {}) : nullptr;
  context.attention &= ~ended;  // asked for before this instruction
  engine_->run();
  if (passes) bus_.on_watch = std::move(listener);
  ignore_breakpoints_ = false;
  if (here) engine_->forget(at, 1);
}

void TranslatedCore::stall(Duration d) { context.budget -= clock().count_up(d); }  // whole cycles

void TranslatedCore::change_clock(i64 hz) {
  if (hz && clocked_ && hz == clock().hz()) return;
  if (!clocked_) catch_up();
  clock_stops();
  clocked_ = hz > 0;
  if (!clocked_) {
    context.attention |= asleep;
    return;
  }
  set_clock(Clock{hz});
  context.attention |= ended;  // whoever runs it must ask again how far
  clock_changed();
}

// Whoever runs did not reckon with a core that is behind it.
void TranslatedCore::catch_up() {
  const i64 cycle = cycle_at(scheduler_.now());
  if (cycle > context.cycles()) skip_to(cycle);
  if (on_time) on_time();
}

void TranslatedCore::set_breakpoint(u32 address, bool on) {
  on ? static_cast<void>(breakpoints_.insert(address)) : static_cast<void>(breakpoints_.erase(address));
  engine_->forget(address, 1);
}

void TranslatedCore::trace(std::function<void(u32)> hook) {
  trace_ = std::move(hook);
  stepping = static_cast<bool>(trace_);
}

bool TranslatedCore::watchpoint_passed() {
  if (!(context.attention & hit_watchpoint)) return true;
  context.attention &= ~(hit_watchpoint | ended);
  held_at_ = context.r[ir::Context::pc];
  return stop(Stop::watchpoint);
}

bool TranslatedCore::attended_to_stops() {
  if (context.attention & hit_breakpoint) {
    context.attention &= ~hit_breakpoint;
    stopped_at_ = context.r[ir::Context::pc];
    return stop(Stop::breakpoint);
  }
  if (context.attention & ended) {
    context.attention &= ~ended;
    return stop(Stop::ended);
  }
  return !sleeping() || stop(Stop::sleeping);
}

bool TranslatedCore::may_access(u32 address, unsigned width, Watch kind) {
  if (bus_.on_watch && bus_.watches(address, width, kind)) {
    bus_.on_watch(address, width, kind == Watch::write);
    context.attention |= hit_watchpoint;
    return false;
  }
  if (!must_wait || !meets_others(address)) return true;
  const u32 before = context.attention;
  if (must_wait()) return context.attention |= ended, false;
  return context.attention == before;  // one that came up may have sent an interrupt, say
}

// In company, others may come up meanwhile.
bool TranslatedCore::is_steady(const Bus& bus, u32 address) const {
  if (must_wait) return false;
  u32 offset = 0;
  const auto* device = dynamic_cast<const Steady*>(bus.device_at(address, offset));
  return device && device->steady(offset);
}

}  // namespace cpu
