#include "emulator/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace emulator {

template <typename E>
void Session::publish(E&& what) {
  const SessionEvent event{machine_.now(), std::forward<E>(what)};
  for (std::size_t i = 0; i < subscribers_.size(); ++i) subscribers_[i](event);
}

Session::Session(Machine& machine, Options options) : machine_(machine), options_(std::move(options)) {
  if (!options_.reset)
    options_.reset = [this] {
      for (Chip* chip : machine_.chips()) chip->pin_reset();
    };
  for (Console* console : options_.consoles) {
    console->on_held = [this] { machine_.stop(); };
    ears_.push_back(std::make_unique<Console::Attachment>(
        *console, "session",
        Console::Attachment::Callbacks{.on_output =
                                           [this, console](std::span<const u8> bytes) {
                                             publish(session_event::Output{*console, bytes});
                                           },
                                       .on_line_state = {},
                                       .on_relief = {}},
        Console::Attachment::Role::listener));
  }
  machine_.circuit_findings.on_finding = [this](const CircuitFinding& finding) {
    publish(session_event::Warned{finding});
  };
  machine_.on_finding = [this](const Machine::Finding& finding) {
    publish(session_event::Found{finding});
    if (options_.strict && is_our_gap(finding.kind)) end({SessionEnd::Reason::strict, finding.text});
  };
}

Session::~Session() {
  machine_.on_finding = nullptr;
  machine_.circuit_findings.on_finding = nullptr;
  for (Console* console : options_.consoles) console->on_held = nullptr;
}

// ---- commands

void Session::post(Command command) {
  {
    const std::lock_guard lock{mutex_};
    posted_.push_back(std::move(command));
  }
  if (on_posted) on_posted();
}

bool Session::posted() const {
  const std::lock_guard lock{mutex_};
  return !posted_.empty();
}

void Session::at(Time time, Command command) {
  check(command);
  timed_.push_back(std::make_unique<Timed>(*this, time, std::move(command)));
  timed_.back()->event.at(time);
}

void Session::execute(Command command) {
  check(command);
  apply(command);
}

void Session::subscribe(std::function<void(const SessionEvent&)> subscriber) {
  subscribers_.push_back(std::move(subscriber));
}

Console& Session::console(const std::string& name) {
  for (Console* console : options_.consoles)
    if (name.empty() || console->name() == name) return *console;
  throw SessionError(name.empty() ? "there is no console" : fmt::format("there is no console {}", name));
}

Quantity& Session::quantity(const std::string& name) {
  if (Quantity* found = machine_.world.find(name)) return *found;
  throw SessionError(fmt::format("there is no quantity {}", name));
}

void Session::check(const Command& command) {
  if (const auto* set = std::get_if<command::Set>(&command)) {
    const Quantity& q = quantity(set->quantity);
    if (!(set->value >= q.range().low && set->value <= q.range().high))
      throw SessionError(fmt::format("{} can be {} to {}{}{}, not {}", q.name(), q.range().low, q.range().high,
                                     q.unit().empty() ? "" : " ", q.unit(), set->value));
  } else if (const auto* input = std::get_if<command::Input>(&command)) {
    console(input->console);
  }
}

void Session::apply(Command& command) {
  struct Apply {
    Session& s;
    void operator()(command::Pause&) {
      if (std::exchange(s.paused_, true)) return;
      s.machine_.stop();
      s.publish(session_event::Paused{});
    }
    void operator()(command::Continue&) {
      if (std::exchange(s.paused_, false)) s.publish(session_event::Resumed{});
    }
    void operator()(command::Reset&) {
      s.options_.reset();
      s.publish(session_event::Reset{});
    }
    void operator()(command::Quit& quit) { s.end({SessionEnd::Reason::quit, quit.why}); }
    void operator()(command::Set& set) {
      Quantity& q = s.quantity(set.quantity);
      q.set(set.value);
      s.publish(session_event::Set{q});
    }
    void operator()(command::Input& input) {
      s.console(input.console).input({reinterpret_cast<const u8*>(input.bytes.data()), input.bytes.size()});
    }
    void operator()(command::Save& save) { save.to(s.save()); }
    void operator()(command::Load& load) { s.load(load.state); }
  };
  std::visit(Apply{*this}, command);
}

void Session::apply_posted() {
  std::vector<Command> commands;
  {
    const std::lock_guard lock{mutex_};
    commands.swap(posted_);
  }
  for (Command& command : commands) {
    try {
      check(command);
      apply(command);
    } catch (const std::runtime_error& e) { publish(session_event::Refused{e.what()}); }
  }
}

// ---- state

std::vector<u8> Session::save() {
  State state;
  machine_.serialize(state);
  return state.data();
}

void Session::load(std::span<const u8> saved) {
  State state{saved};
  machine_.serialize(state);
  if (!state.at_end()) throw StateError("the snapshot does not fit this machine: it is longer than it should be");
  for (const auto& timed : timed_)  // loading has dropped all events
    if (timed->time > machine_.now()) timed->event.at(timed->time);
  publish(session_event::Loaded{});
}

void Session::look() {
  const std::lock_guard lock{mutex_};
  view_ = {machine_.now(), !end_ && !paused_, paused_, machine_.findings().size()};
}

Session::View Session::view() const {
  const std::lock_guard lock{mutex_};
  return view_;
}

// ---- the run

void Session::end(SessionEnd end) {
  if (end_) return;
  end_ = std::move(end);
  machine_.stop();
}

bool Session::held() const {
  return std::ranges::any_of(options_.consoles, [](const Console* c) { return c->held(); });
}

bool Session::halted() const { return options_.debug && options_.debug->halted(); }

const SessionEnd& Session::run(Outside& outside) {
  publish(session_event::Started{});
  while (!end_) {
    apply_posted();
    if (options_.debug && options_.debug->killed()) end({SessionEnd::Reason::quit, "the debugger ended the run"});
    if (end_) break;
    if (paused_)
      outside.wait([this] { return paused_ && !end_ && !posted(); });
    else if (halted())
      outside.wait([this] { return halted() && !options_.debug->killed() && !end_ && !posted(); });
    else if (held())
      outside.wait([this] { return held() && !end_ && !posted(); });
    else
      run_slice(outside);
    look();
  }
  look();
  publish(session_event::Ended{*end_});
  return *end_;
}

void Session::run_slice(Outside& outside) {
  if (machine_.now() >= options_.limit) return end({SessionEnd::Reason::limit, {}});
  // Slices end on multiples of their length, whatever the one before was.
  const Duration length = outside.slice();
  const Time next{(machine_.now().time_since_epoch() / length + 1) * length};
  const Time until = std::min(next, options_.limit);
  const Machine::Stop why = options_.debug ? options_.debug->run_until(until) : machine_.run_until(until);
  if (why == Machine::Stop::lockup && !end_) {
    const Cpu* core = machine_.stopped_core();
    end({SessionEnd::Reason::lockup,
         fmt::format("{} is locked up at pc {:#010x}: a fault within the fault handler", core->name(), core->pc())});
  }
  if (!end_) outside.serve(machine_.now());
}

}  // namespace emulator
