#include "gui/window/workbench.hpp"

#include <algorithm>

#include "gui/window/crash.hpp"

namespace gui {

using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr Duration shortest = 1ms;              // of virtual time
constexpr unsigned most_doublings = 12;         // 4 s: a machine that sleeps
constexpr auto too_soon = 1ms, too_late = 5ms;  // of the host's time per slice, at full speed
constexpr Duration before_crash = 50us;         // of virtual time: what is looked at again
constexpr auto between_states = 1s;             // of the host's time: keeping one takes a few milliseconds

}  // namespace

Workbench::Workbench(Setup setup)
    : setup_(std::move(setup)),
      chips_(setup_.chips ? setup_.chips() : boards::built_in_chips()),
      pace_(setup_.speed, {}, HostClock::now()) {
  rig_ = make_rig(setup_.circuit, setup_.seed);
  fill(*rig_);
  if (setup_.watch) rig_->watcher = setup_.watch(rig_->circuit());
  rig_->machine().power_on();
  attach(*rig_);
  first_scene_ = rig_->scene;
  title_ = rig_->first().description().title;
  if (setup_.pause_at) rig_->session().at(*setup_.pause_at, emulator::command::Pause{});
}

Workbench::~Workbench() {
  {
    const std::lock_guard lock{mutex_};
    leave_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  driver_.reset();
  files_.reset();
  lesson_.reset();
  history_.reset();
}

void Workbench::start() {
  pace_.rebase({}, HostClock::now());
  thread_ = std::thread{[this] { run(); }};
}

// One session after the other: each rig has its own.
void Workbench::run() {
  for (;;) {
    const SessionEnd end = rig_->session().run(*this);
    if (next_rig_ && !leaving()) {
      rig_ = std::move(next_rig_);
      continue;
    }
    end_sentence_ = end.sentence.empty() ? "the run has ended" : end.sentence;
    if (end.reason == SessionEnd::Reason::lockup) tell_crash();
    break;
  }
  ended_ = true;
  look();
  // What has ended can be begun anew with another circuit or firmware only by a new window; until then it is looked at.
  while (!leaving()) {
    sample(true);
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, 50ms, [this] { return leave_ || !waiting_.empty(); });
    for (const Command& command : std::exchange(waiting_, {}))
      if (const auto* look = std::get_if<command::Look>(&command)) wants_ = look->at;
    answered_ = obeyed_ = posted_;
  }
}

// Where it was, in the terminal. What led there is found by going there once more: a run is the same each time.
void Workbench::tell_crash() {
  Machine& machine = rig_->machine();
  const Time end = machine.now();
  const auto stuck = std::ranges::find_if(machine.cores(), [](const Cpu* core) { return core->locked_up(); });
  if (stuck == machine.cores().end() || fresh_.empty()) return;
  std::deque<u32> last;
  try {
    if (history_ && history_->earliest() && end - *history_->earliest() > before_crash) {
      going_back_ = true;
      history_->go_back(end - before_crash);
      const LastInstructions seen{**stuck};
      machine.run_until(end + before_crash);
      last = seen.addresses();
    }
  } catch (const std::runtime_error&) {}  // then it is told without
  going_back_ = false;
  fresh_.front() += "\r\n\x1b[31m" + end_sentence_ + "\x1b[0m\r\n" + crash_report(**stuck, last);
}

bool Workbench::leaving() {
  const std::lock_guard lock{mutex_};
  return leave_;
}

void Workbench::look() {
  const std::lock_guard lock{mutex_};
  stands_ = ended_ || paused_;
}

// ---- between slices

// In step with real time a millisecond; at full speed as long as it takes to be asked every few milliseconds.
Duration Workbench::slice() {
  slice_began_ = HostClock::now();
  const bool waited_for = fingers_.busy() || answered_ != obeyed_;
  return pace_.speed().is_max() && !waited_for ? shortest * (1u << doublings_) : shortest;
}

void Workbench::serve(Time now) {
  const auto took = HostClock::now() - slice_began_;
  if (took < too_soon && doublings_ < most_doublings) ++doublings_;
  if (took > too_late && doublings_ > 0) --doublings_;
  now_ = now;
  if (leaving()) return rig_->session().end({SessionEnd::Reason::quit, {}});
  rig_->stage.do_between_slices();
  if (lesson_) lesson_->look(now);
  drop_old_script();
  if (files_) files_->tidy();
  measure_speed();
  if (!wants_.nets.empty()) rig_->recorder.sample();
  take_history();
  answer();
  fingers_.go_on(rig_->session(), now_);
  obey();
  if (next_rig_) return;
  look();
  sample(false);
  if (!pace_.speed().is_max()) sleep_until(pace_.due(now.time_since_epoch(), HostClock::now()));
}

void Workbench::take_history() {
  const auto now = HostClock::now();
  if (history_ && now - kept_ > between_states) kept_ = now, history_->consider(now_);
}

void Workbench::wait(const std::function<bool()>& as_long_as) {
  speed_ = 0;
  if (setup_.on_rest) setup_.on_rest();
  {
    const std::lock_guard lock{mutex_};
    stands_ = true;
  }
  sample(true);
  while (as_long_as() && !next_rig_) {
    obey();
    answer();
    sample(false);
    if (leaving()) {
      rig_->session().end({SessionEnd::Reason::quit, {}});
      break;
    }
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, 15ms, [this] { return leave_ || !waiting_.empty(); });
  }
  time_is(rig_->machine().now());
  measure_from_here();
  const std::lock_guard lock{mutex_};
  stands_ = false;
}

void Workbench::sleep_until(HostClock::time_point due) {
  std::unique_lock lock{mutex_};
  while (HostClock::now() < due && waiting_.empty() && !leave_) changed_.wait_until(lock, due);
}

// Time has not come here at its pace.
void Workbench::time_is(Time now) {
  now_ = now;
  pace_.rebase(now_.time_since_epoch(), HostClock::now());
}

void Workbench::measure_from_here() { measured_ = HostClock::now(), measured_at_ = now_; }

void Workbench::measure_speed() {
  const auto now = HostClock::now();
  if (now - measured_ < 400ms) return;
  if (measured_ != HostClock::time_point{})
    speed_ = seconds(now_ - measured_at_) / std::chrono::duration<double>(now - measured_).count();
  measure_from_here();
}

unsigned Workbench::post(Commands commands) {
  if (commands.empty()) return 0;
  unsigned number;
  {
    const std::lock_guard lock{mutex_};
    std::ranges::move(commands, std::back_inserter(waiting_));
    number = ++posted_;
  }
  changed_.notify_all();
  return number;
}

std::unique_ptr<Snapshot> Workbench::take(unsigned answers, std::chrono::milliseconds at_most) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, at_most, [&] { return snapshot_ && snapshot_->answers >= answers; });
  return std::move(snapshot_);
}

std::unique_ptr<Snapshot> Workbench::take() {
  const std::lock_guard lock{mutex_};
  return std::move(snapshot_);
}

bool Workbench::wait_until_paused(std::chrono::milliseconds at_most) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, at_most, [this] { return stands_; });
}

}  // namespace gui
