#include "gui/window/workbench.hpp"

#include <algorithm>

namespace gui {

using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr Duration shortest = 1ms;              // of virtual time
constexpr unsigned most_doublings = 12;         // 4 s: a machine that sleeps
constexpr auto too_soon = 1ms, too_late = 5ms;  // of the host's time per slice, at full speed
constexpr auto between_samples = 15ms;          // of the host's time

template <typename... F>
struct Cases : F... {
  using F::operator()...;
};
template <typename... F>
Cases(F...) -> Cases<F...>;

std::string with_returns(std::string_view text) {  // as a terminal wants line ends
  std::string out;
  for (const char c : text) {
    if (c == '\n' && (out.empty() || out.back() != '\r')) out += '\r';
    out += c;
  }
  return out;
}

}  // namespace

Workbench::Workbench(Setup setup)
    : watch_(std::move(setup.watch)),
      machine_(setup.seed),
      circuit_(std::move(setup.circuit), machine_, setup.chips ? setup.chips() : boards::built_in_chips()),
      consoles_(consoles()),
      scene_(bench::make_scene(circuit_)),
      pace_(setup.speed, {}, HostClock::now()) {
  for (const auto& board : circuit_.boards())
    if (setup.fill) setup.fill(*board, board == circuit_.boards().front());
  if (watch_) watch_(machine_, circuit_);
  sampler_.emplace(circuit_, scene_);
  machine_.power_on();
  boards::Board& first = circuit_.board("");
  session_.emplace(machine_, Session::Options{.consoles = consoles_, .reset = [&first] { first.reset(); }});
  session_->subscribe([this](const SessionEvent& event) { heard(event); });
  session_->on_posted = [this] { changed_.notify_all(); };
  if (setup.pause_at) session_->at(*setup.pause_at, emulator::command::Pause{});
  fresh_.resize(consoles_.size());
}

Workbench::~Workbench() {
  {
    const std::lock_guard lock{mutex_};
    leave_ = true;
  }
  session_->post(emulator::command::Quit{});
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::vector<Console*> Workbench::consoles() {
  std::vector<Console*> all;
  for (const auto& board : circuit_.boards())
    if (!board->description().consoles.empty()) all.push_back(&board->console());
  return all;
}

void Workbench::start() {
  pace_.rebase({}, HostClock::now());
  thread_ = std::thread{[this] { run(); }};
}

void Workbench::run() {
  const SessionEnd end = session_->run(*this);
  ended_ = true;
  end_sentence_ = end.sentence.empty() ? "the run has ended" : end.sentence;
  sample(true);
  std::unique_lock lock{mutex_};
  changed_.notify_all();
  changed_.wait(lock, [this] { return leave_; });
}

// ---- between slices

// In step with real time a millisecond; at full speed as long as it takes to be asked every few milliseconds.
Duration Workbench::slice() {
  slice_began_ = HostClock::now();
  return pace_.speed().is_max() ? shortest * (1u << doublings_) : shortest;
}

void Workbench::serve(Time now) {
  const auto took = HostClock::now() - slice_began_;
  if (took < too_soon && doublings_ < most_doublings) ++doublings_;
  if (took > too_late && doublings_ > 0) --doublings_;
  now_ = now;
  drop_old_script();
  measure_speed();
  obey();
  sample(false);
  if (!pace_.speed().is_max()) sleep_until(pace_.due(now.time_since_epoch(), HostClock::now()));
}

void Workbench::wait(const std::function<bool()>& as_long_as) {
  paused_ = session_->view().paused;
  speed_ = 0;
  while (as_long_as()) {
    obey();
    sample(false);
    std::unique_lock lock{mutex_};
    if (leave_) break;
    changed_.wait_for(lock, 15ms);
  }
  paused_ = session_->view().paused;
  pace_.rebase(now_.time_since_epoch(), HostClock::now());
  measured_ = HostClock::now(), measured_at_ = now_;
}

void Workbench::sleep_until(HostClock::time_point due) {
  std::unique_lock lock{mutex_};
  while (HostClock::now() < due && waiting_.empty() && !leave_) changed_.wait_until(lock, due);
}

void Workbench::measure_speed() {
  const auto now = HostClock::now();
  if (now - measured_ < 400ms) return;
  if (measured_ != HostClock::time_point{})
    speed_ = seconds(now_ - measured_at_) / std::chrono::duration<double>(now - measured_).count();
  measured_ = now, measured_at_ = now_;
}

// ---- commands

void Workbench::post(Commands commands) {
  if (commands.empty()) return;
  {
    const std::lock_guard lock{mutex_};
    std::ranges::move(commands, std::back_inserter(waiting_));
  }
  changed_.notify_all();
}

void Workbench::obey() {
  Commands commands;
  {
    const std::lock_guard lock{mutex_};
    commands.swap(waiting_);
  }
  for (const Command& command : commands) obey(command);
}

void Workbench::obey(const Command& command) {
  std::visit(
      Cases{
          [&](const command::Set& set) {
            session_->post(emulator::command::Set{set.quantity, set.value});
          },
          [&](const command::Input& input) {
            if (input.console < consoles_.size())
              consoles_[input.console]->input({reinterpret_cast<const u8*>(input.bytes.data()), input.bytes.size()});
          },
          [&](command::Pause) { session_->post(emulator::command::Pause{}); },
          [&](command::Continue) { session_->post(emulator::command::Continue{}); },
          [&](const command::Step& step) {
            session_->at(machine_.now() + step.time, emulator::command::Pause{});
            session_->post(emulator::command::Continue{});
          },
          [&](command::Reset) { session_->post(emulator::command::Reset{}); },
          [&](command::PowerCycle) { circuit_.power_cycle(circuit_.description().boards.front().name); },
          [&](const command::SetSpeed& speed) { pace_.rebase(now_.time_since_epoch(), HostClock::now(), speed.speed); },
          [&](const command::RunScript& script) { start_script(script); },
          [&](command::StopScript) {
            constexpr u8 interrupt = 3;
            if (!consoles_.empty()) consoles_.front()->input({&interrupt, 1});
          },
      },
      command);
}

// ---- the script

void Workbench::start_script(const command::RunScript& script) {
  if (consoles_.empty()) return;
  const bool booting = now_ < Time{3s};  // its prompt may be still to come
  driver_.emplace(
      machine_, *consoles_.front(), script.text, script.name,
      ScriptDriver::Callbacks{
          .out = [this](std::string_view text) { fresh_.front() += with_returns(text); },
          .error = [this](std::string_view text) { fresh_.front() += "\x1b[31m" + with_returns(text) + "\x1b[0m"; },
          .on_end =
              [this](const ScriptRun::End& end) {
                script_ = Snapshot::Script::ended;
                script_code_ = end.code;
                script_message_ = end.message;
                driver_over_ = true;
              },
          .on_start = [this] { script_ = Snapshot::Script::running; },
      });
  driver_over_ = false;
  script_ = Snapshot::Script::starting;
  script_code_ = 0;
  script_message_.clear();
  driver_->start(booting ? RawRepl::From::power_on : RawRepl::From::running);
}

// What ends inside its own callback is taken away here. Ctrl-B leads back to the usual prompt.
void Workbench::drop_old_script() {
  if (!driver_over_) return;
  driver_.reset();
  driver_over_ = false;
  constexpr u8 leave_raw_mode = 2;
  consoles_.front()->input({&leave_raw_mode, 1});
}

void Workbench::heard(const SessionEvent& event) {
  const auto* output = std::get_if<session_event::Output>(&event.what);
  if (!output) return;
  const auto console = static_cast<std::size_t>(std::ranges::find(consoles_, &output->console) - consoles_.begin());
  if (console >= fresh_.size() || (console == 0 && driver_)) return;  // a script's protocol is no reading matter
  constexpr std::size_t most = 256 * 1024;
  std::string& text = fresh_[console];
  text.append(reinterpret_cast<const char*>(output->bytes.data()), output->bytes.size());
  if (text.size() > most) text.erase(0, text.size() - most);
}

// ---- snapshots

void Workbench::sample(bool even_if_soon) {
  const auto now = HostClock::now();
  if (!even_if_soon && now - sampled_ < between_samples) return;
  {
    const std::lock_guard lock{mutex_};
    if (snapshot_ && !even_if_soon) return;  // nobody has looked at the last one yet
  }
  sampled_ = now;
  auto snapshot = std::make_unique<Snapshot>();
  snapshot->now = machine_.now();
  snapshot->paused = session_->view().paused;
  if (ended_) snapshot->ended = end_sentence_;
  snapshot->speed = speed_;
  snapshot->scene = sampler_->sample();
  for (const auto& [name, quantity] : machine_.world.all())
    snapshot->quantities.push_back(
        {name, quantity->unit(), quantity->value(), quantity->range().low, quantity->range().high});
  for (std::size_t i = 0; i < consoles_.size(); ++i)
    snapshot->consoles.push_back({consoles_[i]->name(), std::exchange(fresh_[i], {})});
  for (const CircuitFinding& finding : machine_.circuit_findings.all())
    snapshot->findings.push_back({finding.time, finding.subject, finding.text});
  for (const Machine::Finding& finding : machine_.findings())
    snapshot->findings.push_back({finding.time, finding.place, finding.text, is_our_gap(finding.kind)});
  snapshot->script = script_, snapshot->script_code = script_code_, snapshot->script_message = script_message_;
  const std::lock_guard lock{mutex_};
  if (snapshot_)  // nothing that was said is lost
    for (std::size_t i = 0; i < consoles_.size(); ++i)
      snapshot->consoles[i].fresh.insert(0, snapshot_->consoles[i].fresh);
  snapshot_ = std::move(snapshot);
  changed_.notify_all();
}

std::unique_ptr<Snapshot> Workbench::take() {
  const std::lock_guard lock{mutex_};
  return std::move(snapshot_);
}

bool Workbench::wait_until_paused(std::chrono::milliseconds at_most) {
  const auto until = HostClock::now() + at_most;
  while (HostClock::now() < until) {
    const auto view = session_->view();
    if (view.paused || (!view.running && view.now > Time{})) return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

}  // namespace gui
