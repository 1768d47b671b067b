// Running, stepping, stopping, letting go.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "emulator/gdb/stub.hpp"

namespace emulator::gdb {

// ---- stopping

std::string Stub::stop_reply() const {
  return fmt::format("T{:02x}thread:{:x};core:{:x};{}{}", stopped_.signal, stopped_.core + 1, stopped_.core,
                     stopped_.reason, descriptions_[stopped_.core].expedited(*cores()[stopped_.core]));
}

void Stub::halt(Cpu& core, int signal, std::string reason) {
  halted_ = true;
  stepping_ = nullptr;
  selected_ = run_selected_ = index_of(core);
  leaves_.reset();
  if (points_.breakpoint_at(core.pc())) leaves_ = {&core, core.pc()};
  stopped_ = {signal, selected_, std::move(reason)};
  send(stop_reply());
}

Stub::Reply Stub::why_stopped(Scanner) { return stop_reply(); }

Stub::Reply Stub::interrupt(Scanner) {
  if (!halted_) {
    machine_.stop();
    halt(core(), interrupted);
  }
  return "OK";
}

std::string Stub::break_reason(u32 pc) const {
  const auto kind = points_.breakpoint_at(pc);
  if (!kind || !tells_break_kind_[static_cast<u8>(*kind)]) return {};
  return *kind == StopPoints::Kind::software ? "swbreak:;" : "hwbreak:;";
}

// Tells the debugger of a stop that is its business.
bool Stub::tell_stop(Machine::Stop why) {
  const auto ours = [this](Cpu* c) -> Cpu& { return c && index_of(*c) < cores().size() ? *c : core(); };
  if (const auto hit = points_.take_hit()) {
    static constexpr std::string_view names[] = {"", "", "watch", "rwatch", "awatch"};
    halt(ours(hit->core), trapped, fmt::format("{}:{:x};", names[static_cast<u8>(hit->kind)], hit->address));
    return true;
  }
  Cpu& core = ours(machine_.stopped_core());
  switch (why) {
    case Machine::Stop::limit:
    case Machine::Stop::requested: return false;
    case Machine::Stop::stepped: halt(*stepping_, trapped); break;
    case Machine::Stop::watchpoint: halt(core, trapped); break;
    case Machine::Stop::breakpoint: halt(core, trapped, break_reason(core.pc())); break;
    case Machine::Stop::lockup:
      tell_user(fmt::format("{} is locked up at {:#010x}\n", core.name(), core.pc()));
      halt(core, crashed);
      break;
  }
  return true;
}

// ---- running

Machine::Stop Stub::run_until(Time limit) {
  if (halted_) return Machine::Stop::limit;
  points_.arm(true);
  const Machine::Stop why = advance(limit);
  points_.arm(false);
  const bool told = owns_ && tell_stop(why);
  if (why == Machine::Stop::stepped) return machine_.stop_requested() ? Machine::Stop::requested : Machine::Stop::limit;
  return told ? Machine::Stop::limit : why;
}

Machine::Stop Stub::advance(Time limit) {
  if (stepping_) return machine_.step(*stepping_, limit);
  // The breakpoint that was told is left by a step, else it would stop there again.
  const auto from = std::exchange(leaves_, std::nullopt);
  if (!from || from->core->pc() != from->pc || !points_.breakpoint_at(from->pc)) return machine_.run_until(limit);
  const Machine::Stop why = machine_.step(*from->core, limit);
  if (why == Machine::Stop::limit) leaves_ = from;  // still asleep
  if (why != Machine::Stop::stepped) return why;
  return machine_.stop_requested() ? Machine::Stop::requested : machine_.run_until(limit);
}

void Stub::start(Cpu* stepping) {
  stepping_ = stepping;
  halted_ = false;
}

Stub::Reply Stub::resume_actions(Scanner) { return "vCont;c;C;s;S;t"; }

// "action[:thread];…": the first action that names a thread, or none, is that thread's. A core that is to step decides;
// else all run if any does.
Stub::Reply Stub::resume(Scanner text) {
  if (!halted_) return "E16";
  if (!text.take(";") || text.done()) return "E16";
  std::vector<char> action(cores().size(), 0);
  while (!text.done()) {
    Scanner one{text.until(";")};
    const std::string_view verb = one.until(":");
    if (verb.empty() || verb.find_first_of("cCsSt") != 0) return "E16";
    if (verb.size() > 1 && (verb[0] == 'c' || verb[0] == 's' || verb[0] == 't')) return "E16";
    const bool all = one.done() || one.rest() == "-1";
    const auto index = all ? 0 : thread(one);
    if (!index) return "E16";
    for (std::size_t i = 0; i < action.size(); ++i)
      if ((all || i == *index) && !action[i]) action[i] = verb[0];
  }
  const auto does = [&](std::string_view verbs) {
    return std::ranges::find_if(action, [&](char a) { return a && verbs.find(a) != verbs.npos; });
  };
  if (const auto steps = does("sS"); steps != action.end()) {
    start(cores()[static_cast<std::size_t>(steps - action.begin())]);
    return {};
  }
  if (does("cC") == action.end()) return stop_reply();
  start(nullptr);
  return {};
}

Stub::Reply Stub::go(Scanner address, Cpu* stepping) {
  if (!halted_) return "E16";
  if (!address.done()) return "E16";
  start(stepping);
  return {};
}

Stub::Reply Stub::continue_all(Scanner text) { return go(text, nullptr); }
Stub::Reply Stub::step_one(Scanner text) { return go(text, cores()[run_selected_]); }
Stub::Reply Stub::continue_with_signal(Scanner) { return go(Scanner{{}}, nullptr); }
Stub::Reply Stub::step_with_signal(Scanner) { return go(Scanner{{}}, cores()[run_selected_]); }

// ---- letting go, and beginning again

void Stub::release() {
  points_.clear();
  stepping_ = nullptr;
  leaves_.reset();
  owns_ = halted_ = false;
}

void Stub::take_hold() {
  owns_ = halted_ = true;
  stepping_ = nullptr;
  leaves_.reset();
  selected_ = run_selected_ = 0;
  stopped_ = {};
}

Stub::Reply Stub::detach(Scanner) {
  release();
  return "OK";
}

Stub::Reply Stub::kill(Scanner) {
  points_.clear();
  take_hold();
  killed_ = !extended_;  // in extended mode it may be run again
  return {};
}

Stub::Reply Stub::kill_process(Scanner) {
  kill(Scanner{{}});
  return "OK";
}

Stub::Reply Stub::restart(Scanner) {
  reset_();
  take_hold();
  return {};
}

Stub::Reply Stub::run_again(Scanner) {
  restart(Scanner{{}});
  return stop_reply();
}

Stub::Reply Stub::attach(Scanner) {
  take_hold();
  return stop_reply();
}

}  // namespace emulator::gdb
