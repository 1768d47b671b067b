#include "emulator/host/lockstep.hpp"

#include <fmt/format.h>

#include "emulator/host/processes.hpp"

namespace emulator {

namespace {

constexpr Duration stretch = std::chrono::milliseconds{50};

// Done by a fork of this process, so that here it has not happened.
std::string in_a_fork(const std::function<std::string()>& work) {
  std::string answer;
  run_in_processes(
      1, 1, [&](std::size_t) { return work(); },
      [&](std::size_t, const ProcessResult& result) {
        answer = result.well ? result.answer : result.death;
        return true;
      });
  return answer;
}

}  // namespace

Lockstep::Lockstep(LockstepSide tested, LockstepSide reference, std::function<std::string(u32)> symbol)
    : tested_(std::move(tested)), reference_(std::move(reference)), symbol_(std::move(symbol)) {}

Machine::Stop Lockstep::run_until(Time limit) {
  Machine& machine = tested_.machine;
  if (over_) return machine.run_until(limit);
  if (!begin_) {
    from_ = machine.now();
    begin_.emplace([this](const std::string& to) { return search(from_, Time{Duration{std::stoll(to)}}); });
  }
  const Machine::Stop why = machine.run_until(limit);
  reference_.machine.run_until(why == Machine::Stop::limit ? limit : machine.now());
  if (why != Machine::Stop::limit || machine.now() - from_ >= stretch) end_stretch();
  return why;
}

void Lockstep::end_stretch() {
  if (!begin_) return;
  const Time to = tested_.machine.now();
  if (!same_state(tested_.machine, reference_.machine)) {
    over_ = true;
    std::string report = begin_->ask(fmt::format("{}", to.time_since_epoch().count()));
    if (report.empty())
      report = fmt::format("{} and {} differ at {:.9f} s of virtual time; what led there could not be repeated\n",
                           tested_.name, reference_.name, seconds(to.time_since_epoch()));
    if (on_difference) on_difference(report);
  }
  begin_.reset();
}

bool Lockstep::same_at(Time time) const {
  return in_a_fork([&]() -> std::string {
           tested_.machine.run_until(time);
           reference_.machine.run_until(time);
           return same_state(tested_.machine, reference_.machine) ? "same" : "other";
         }) == "same";
}

// The first time at which they differ, to less than a cycle.
std::string Lockstep::search(Time from, Time to) const {
  if (same_at(to)) return {};  // as runs do that were stopped by somebody else
  constexpr Duration enough = std::chrono::nanoseconds{1};
  while (to - from > enough) {
    const Time middle = from + (to - from) / 2;
    (same_at(middle) ? from : to) = middle;
  }
  return in_a_fork([&] { return tell_difference(tested_, reference_, to, symbol_); });
}

}  // namespace emulator
