#include "emulator/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "emulator/registers.hpp"

namespace emulator {

namespace {

bool awake(const Cpu& core) { return !core.sleeping() && !core.locked_up(); }

bool in_company(const std::vector<Cpu*>& cores, const Cpu& core) {
  return std::ranges::any_of(cores, [&](const Cpu* other) { return other != &core && awake(*other); });
}

Time next_on_grid(Time t, Duration step) { return Time{(t.time_since_epoch() / step + 1) * step}; }

// Of the cores in the same quantum the first one's turn comes first, each time: what one leaves in memory for as long
// as a quantum every other one sees. By time alone an instruction that ends behind the quantum would change the order.
// Null: all have come to what is due, or wait for one that has.
Cpu* in_turn(const std::vector<Cpu*>& cores, const Cpu* waiting, Time due, Duration quantum) {
  const auto number = [&](const Cpu& core) { return core.now().time_since_epoch() / quantum; };
  const auto waits = [&](const Cpu* core) {
    return core == waiting &&
           std::ranges::any_of(cores, [&](const Cpu* other) { return awake(*other) && other->now() < core->now(); });
  };
  Cpu* found = nullptr;
  for (Cpu* core : cores)
    if (awake(*core) && core->now() < due && !waits(core) && (!found || number(*core) < number(*found))) found = core;
  return found;
}

// Who is alone need not ask.
template <typename F>
void keep_company(Cpu& core, bool company, F must_wait) {
  if (company == static_cast<bool>(core.must_wait)) return;
  if (company)
    core.must_wait = must_wait;
  else
    core.must_wait = nullptr;
}

}  // namespace

void Machine::add(Chip& chip) {
  chips_.push_back(&chip);
  for (Cpu* core : chip.cores()) {
    cores_.push_back(core);
    core->on_time = [this] { has_time(); };
  }
  if (chip.cores().size() > 1) quantum_ = std::min(quantum_.value_or(chip.quantum()), chip.quantum());
  chip.observe(this);
}

void Machine::add(Stateful& part) { parts_.push_back(&part); }

void Machine::power_on() {
  for (Chip* chip : chips_) chip->power_on();
  for (Stateful* part : parts_) part->power_on();
}

// Quantum by quantum the awake cores run, in their order, up to the next event. A sleeping core has no time of its own:
// it is taken along to where the others are. Quanta end on a grid, and who is not alone ends his, wherever the limit
// is: so whose turn it is does not depend on where somebody outside cuts the run.
Machine::Stop Machine::run_until(Time limit) {
  stop_requested_ = false;
  stopped_core_ = nullptr;
  bool came_on = true;  // the one that ran last
  while (scheduler.now() < limit) {
    scheduler.run_until(scheduler.now());  // what is due now
    if (stop_requested_) return Stop::requested;
    Cpu* core = furthest_behind();
    if (!core) {
      pass_to(std::min(limit, scheduler.next()));
      continue;
    }
    if (core->now() < limit) {
      // Who waits in front of a device for one that is behind lets that one go on, whoever's turn it is.
      if (Cpu* next = came_on ? in_turn(cores_, waiting_, scheduler.next(), quantum()) : nullptr) core = next;
      const Time before = core->now();
      Time end = stretch_of(*core, limit);
      if (in_company(cores_, *core)) end = std::min(end, next_on_grid(core->now(), quantum()));
      freely_ = true;
      Stop why = run_core(*core, end);
      freely_ = false;
      came_on = core->now() != before;
      if (stopped_inside_) core = std::exchange(stopped_inside_, nullptr), why = why_inside_;
      if (why == Stop::lockup) scheduler.run_until(core->now());  // the chip may answer with a reset
      if (why != Stop::limit && (why != Stop::lockup || core->locked_up())) {
        stopped_core_ = core;
        return why;
      }
    }
    if (const Cpu* last = furthest_behind()) pass_to(last->now());
  }
  return stop_requested_ ? Stop::requested : Stop::limit;
}

Cpu* Machine::furthest_behind() const {
  Cpu* found = nullptr;
  for (Cpu* core : cores_)
    if (awake(*core) && (!found || core->now() < found->now())) found = core;
  return found;
}

// How far a core may run at once. The end of the quantum comes first where others are awake.
Time Machine::stretch_of(const Cpu& core, Time limit) const {
  const Time end = scheduler.next();
  if (!in_company(cores_, core)) return std::min(end, limit);
  const bool awaited = waiting_ && waiting_ != &core && awake(*waiting_) && waiting_->now() > core.now();
  return awaited ? std::min(end, waiting_->now()) : end;
}

// Time goes on: sleeping cores along with it.
void Machine::pass_to(Time t) {
  if (t < scheduler.now()) return;
  for (Cpu* core : cores_)
    if (!awake(*core)) core->skip_to(std::max(core->cycles(), core->cycle_at(t)));
  scheduler.run_until(t);
}

// A core has a time of its own again, perhaps by the doing of the one that runs. If that one was alone until now it
// ends its quantum, as who has company does, and no more.
void Machine::has_time() {
  if (!running_) return;
  if (!freely_ || !alone_) return end_run();
  alone_ = false;
  running_->must_wait = [this, core = running_] { return must_wait(*core); };
  const Time now = running_->now();
  running_->end_at(running_->cycle_at(std::min(stretch_of(*running_, Time::max()), next_on_grid(now, quantum()))));
}

// Devices must see time go one way only: a core that is ahead lets the others come up before it reaches one.
bool Machine::must_wait(const Cpu& core) {
  for (Cpu* other : cores_)
    while (other != &core && awake(*other) && other->now() < core.now())
      if (!let_come_up(*other, core)) return waiting_ = &core, true;
  if (waiting_ == &core) waiting_ = nullptr;
  return false;
}

// From inside an access of the one that is ahead. False: what has become of it is for run_until() to see to, first.
bool Machine::let_come_up(Cpu& behind, const Cpu& waiting) {
  if (!freely_) return false;
  Cpu* const outside = running_;
  const bool alone = alone_;
  earlier_ = false;
  waiting_ = &waiting;
  const Time grid = next_on_grid(behind.now(), quantum());
  why_inside_ = run_core(behind, std::min(waiting.now(), grid));
  running_ = outside;
  alone_ = alone;
  scheduler.set_source(outside);
  if (why_inside_ != Stop::limit) stopped_inside_ = &behind;
  return why_inside_ == Stop::limit && !earlier_ && !stop_requested_;
}

Machine::Stop Machine::step(Cpu& core, Time limit) {
  if (const Stop why = wake(core, limit); why != Stop::stepped) return why;
  freely_ = false;
  if (const Stop why = bring_up(core); why != Stop::limit) return why;
  keep_company(core, in_company(cores_, core), [this, &core] { return must_wait(core); });
  running_ = &core;
  scheduler.set_source(&core);
  core.step();
  scheduler.set_source(nullptr);
  running_ = nullptr;
  if (const Stop why = bring_up(core); why != Stop::limit && why != Stop::lockup) return why;
  pass_to(furthest_behind() ? furthest_behind()->now() : core.now());
  const auto locked = std::ranges::find_if(cores_, &Cpu::locked_up);
  if (locked == cores_.end()) return Stop::stepped;
  scheduler.run_until(std::max(scheduler.now(), (*locked)->now()));  // the chip may answer a lockup with a reset
  if (!(*locked)->locked_up()) return Stop::stepped;
  stopped_core_ = *locked;
  return Stop::lockup;
}

// The other cores run to where this one is.
Machine::Stop Machine::bring_up(const Cpu& core) {
  for (Cpu* other : cores_) {
    while (other != &core && awake(*other) && other->now() < core.now()) {
      const Stop why = run_core(*other, core.now());
      if (why == Stop::limit) continue;
      stopped_core_ = other;
      return why;
    }
  }
  return Stop::limit;
}

// Runs until a core does not sleep.
Machine::Stop Machine::wake(const Cpu& core, Time limit) {
  stop_requested_ = false;
  stopped_core_ = nullptr;
  scheduler.run_until(scheduler.now());
  while (core.sleeping()) {
    if (scheduler.now() >= limit) return Stop::limit;
    Time target = std::min(limit, scheduler.next());
    if (furthest_behind()) target = std::min(target, scheduler.now() + quantum());  // it may wake the other
    if (const Stop why = run_until(target); why != Stop::limit) return why;
    scheduler.run_until(scheduler.now());
    if (stop_requested_) return Stop::requested;
  }
  return Stop::stepped;
}

Machine::Stop Machine::run_core(Cpu& core, Time target) {
  const i64 until = core.cycle_at(target);
  if (core.cycles() >= until) return Stop::limit;
  const bool company = in_company(cores_, core);
  keep_company(core, company, [this, &core] { return must_wait(core); });
  if (!company && waiting_ == &core) waiting_ = nullptr;
  alone_ = !company;
  running_ = &core;
  scheduler.set_source(&core);
  const Cpu::Stop why = core.run(until);
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
  u32 waiting = waiting_ ? static_cast<u32>(std::ranges::find(cores_, waiting_) - cores_.begin()) + 1 : 0;
  state(waiting);
  if (waiting > cores_.size()) throw StateError("the snapshot does not fit this machine: it has more cores");
  waiting_ = waiting ? cores_[waiting - 1] : nullptr;
  world.serialize(state);
  air.serialize(state);
  if (state.loading()) circuit.reset();
  for (Chip* chip : chips_) {
    state.section(chip->name());
    chip->serialize(state);
  }
  for (Stateful* part : parts_) part->serialize(state);
  if (state.loading()) circuit.nets.settle();
  analog.serialize(state);
  circuit.serialize(state);
  circuit_audit.serialize(state);
}

}  // namespace emulator
