#include "emulator/machine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/registers.hpp"

namespace emulator {

// Between several cores no core gets further ahead than this.
static constexpr Duration quantum = std::chrono::microseconds{1};

void Machine::add(Chip& chip) {
  chips_.push_back(&chip);
  for (Cpu* core : chip.cores()) cores_.push_back(core);
  chip.observe(this);
}

void Machine::add(Stateful& part) { parts_.push_back(&part); }

void Machine::power_on() {
  for (Chip* chip : chips_) chip->power_on();
  for (Stateful* part : parts_) part->power_on();
}

// Each core runs up to the next event; those that are behind run first.
Machine::Stop Machine::run_until(Time limit) {
  stop_requested_ = false;
  stopped_core_ = nullptr;
  while (scheduler.now() < limit) {
    scheduler.run_until(scheduler.now());  // what is due now
    if (stop_requested_) return Stop::requested;
    Time target = std::min(limit, scheduler.next());
    if (cores_.size() > 1 && !std::ranges::all_of(cores_, &Cpu::sleeping))
      target = std::min(target, scheduler.now() + quantum);
    for (Cpu* core : cores_) {
      const Stop why = run_core(*core, target);
      if (why == Stop::lockup) {
        scheduler.run_until(core->now());  // the chip may answer with a reset
        if (!core->locked_up()) continue;
      }
      if (why != Stop::limit) {
        stopped_core_ = core;
        return why;
      }
      if (stop_requested_) break;
    }
    Time reached = cores_.empty() ? target : Time::max();
    for (const Cpu* core : cores_) reached = std::min(reached, core->now());
    scheduler.run_until(reached);
  }
  return stop_requested_ ? Stop::requested : Stop::limit;
}

Machine::Stop Machine::step(Cpu& core, Time limit) {
  if (const Stop why = wake(core, limit); why != Stop::stepped) return why;
  running_ = &core;
  scheduler.set_source(&core);
  core.step();
  scheduler.set_source(nullptr);
  running_ = nullptr;
  Time reached = core.now();
  for (Cpu* other : cores_) {
    if (other == &core) continue;
    const Stop why = run_core(*other, core.now());
    if (why != Stop::limit && why != Stop::lockup) {
      stopped_core_ = other;
      return why;
    }
    reached = std::min(reached, other->now());
  }
  scheduler.run_until(std::max(reached, scheduler.now()));  // the chip may answer a lockup with a reset
  const auto locked = std::ranges::find_if(cores_, &Cpu::locked_up);
  if (locked == cores_.end()) return Stop::stepped;
  stopped_core_ = *locked;
  return Stop::lockup;
}

// Runs until a core does not sleep: from event to event, and in quanta where another core may wake it.
Machine::Stop Machine::wake(const Cpu& core, Time limit) {
  stop_requested_ = false;
  stopped_core_ = nullptr;
  scheduler.run_until(scheduler.now());
  while (core.sleeping()) {
    if (scheduler.now() >= limit) return Stop::limit;
    Time target = std::min(limit, scheduler.next());
    if (cores_.size() > 1) target = std::min(target, scheduler.now() + quantum);
    if (const Stop why = run_until(target); why != Stop::limit) return why;
    scheduler.run_until(scheduler.now());
    if (stop_requested_) return Stop::requested;
  }
  return Stop::stepped;
}

Machine::Stop Machine::run_core(Cpu& core, Time target) {
  const i64 until = core.cycle_at(target);
  if (core.cycles() >= until) return Stop::limit;
  running_ = &core;
  scheduler.set_source(&core);
  Cpu::Stop why = Cpu::Stop::sleeping;
  if (!core.sleeping()) why = core.run(until);
  if (why == Cpu::Stop::sleeping) {
    // An event that came closer while the core ran ends the sleep earlier.
    scheduler.set_source(nullptr);
    core.skip_to(std::max(core.cycles(), core.cycle_at(std::min(target, scheduler.next()))));
  }
  scheduler.set_source(nullptr);
  running_ = nullptr;
  switch (why) {
    case Cpu::Stop::breakpoint: return Stop::breakpoint;
    case Cpu::Stop::watchpoint: return Stop::watchpoint;
    case Cpu::Stop::lockup: return Stop::lockup;
    default: return Stop::limit;
  }
}

void Machine::complaint(const Complaint& c) {
  const auto [at, fresh] = finding_index_.emplace(std::tuple{&c.device, c.offset, c.kind}, findings_.size());
  if (!fresh) {
    ++findings_[at->second].count;
    return;
  }
  const u32 pc = running_ ? running_->pc() : 0;
  std::string place = c.device.name();
  if (c.reg)
    place += "." + c.reg->name;
  else
    place += fmt::format("+{:#05x}", c.offset);
  std::string fields;
  if (c.reg)
    for (const Field& f : c.reg->fields)
      if (f.mask() & c.bits && (c.kind != Complaint::Kind::unmodelled || !f.modelled))
        fields += (fields.empty() ? "" : ", ") + f.name;
  findings_.push_back(
      {c.kind, place,
       fmt::format("{} {} {} ({}{:#x}) at {} pc {:#010x}", c.writing ? "write to" : "read of", name_of(c.kind), place,
                   fields.empty() ? "" : fields + " ", c.bits, format_time(now()), pc),
       now(), pc, 1});
  if (on_finding) on_finding(findings_.back());
}

void Machine::trace_accesses(std::function<void(const Access&)> hook) {
  wants_accesses = static_cast<bool>(hook);
  on_access = std::move(hook);
}

void Machine::accessed(const Device& device, const Register* reg, u32 offset, u32 value, bool writing) {
  if (on_access) on_access({now(), running_ ? running_->pc() : 0, running_, device, reg, offset, value, writing});
}

void Machine::serialize(State& state) {
  state.section("machine");
  state(seed_);
  scheduler.serialize(state);
  world.serialize(state);
  air.serialize(state);
  for (Chip* chip : chips_) {
    state.section(chip->name());
    chip->serialize(state);
  }
  for (Stateful* part : parts_) part->serialize(state);
  if (state.loading()) circuit.nets.settle();
}

}  // namespace emulator
