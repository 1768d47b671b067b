#include "gui/window/history.hpp"

#include <algorithm>

namespace gui {

using namespace emulator;

namespace {

void run_to(Machine& machine, Time time) {  // over breakpoints
  while (machine.now() < time) {
    const Machine::Stop why = machine.run_until(time);
    if (why == Machine::Stop::breakpoint && machine.stopped_core())
      machine.step(*machine.stopped_core(), time);
    else if (why == Machine::Stop::lockup)
      return;
  }
}

}  // namespace

History::History(Session& session, std::vector<Console*> consoles) : session_(session), consoles_(std::move(consoles)) {
  begin_recording();
}

void History::begin_recording() {
  recorder_.emplace(session_.machine(), consoles_, [this](std::string_view text) {
    if (!text.starts_with("vivarium") && !text.ends_with(" end\n")) record_ += text;
  });
}

void History::consider(Time now) {
  if (!points_.empty() && now - points_.back().time < between) return;
  points_.push_back({now, session_.save(), record_.size()});
  if (points_.size() > most_points) thin_out();
}

// The older they are the fewer are kept: every other one of the older half goes.
void History::thin_out() {
  std::deque<Point> kept;
  for (std::size_t i = 0; i < points_.size(); ++i)
    if (i >= points_.size() / 2 || i % 2 == 0) kept.push_back(std::move(points_[i]));
  points_ = std::move(kept);
}

std::optional<Time> History::earliest() const {
  return points_.empty() ? std::nullopt : std::optional{points_.front().time};
}

std::vector<InputEntry> History::entries(std::size_t from, Time until) const {
  std::string text = "vivarium inputs 1\n" + record_.substr(from);
  // A record has an end; it is not done.
  auto all = read_record(text + line_of({Time::max(), {}, InputEntry::End{}}), "the window's record");
  std::erase_if(all, [&](const InputEntry& entry) {
    return entry.time > until || std::holds_alternative<InputEntry::End>(entry.what);
  });
  return all;
}

void History::go_back(Time to) {
  if (points_.empty()) return;
  auto point = std::ranges::find_if(points_.rbegin(), points_.rend(), [&](const Point& p) { return p.time <= to; });
  if (point == points_.rend()) point = points_.rend() - 1;
  const auto again = entries(point->recorded, to);
  const std::size_t kept = point->recorded;
  points_.erase(point.base(), points_.end());
  const Time from = points_.back().time;
  recorder_.reset();  // nothing is recorded twice
  session_.load(points_.back().state);
  Machine& machine = session_.machine();
  InputReplay replay{session_, consoles_, again};
  while (!replay.over()) {
    run_to(machine, replay.next());
    replay.serve();
  }
  if (to > from) run_to(machine, to);
  record_.resize(kept);
  for (const InputEntry& entry : again) record_ += line_of(entry);
  begin_recording();
}

}  // namespace gui
