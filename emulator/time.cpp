#include "emulator/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace emulator {

double seconds(Duration d) { return static_cast<double>(d.count()) / static_cast<double>(std::pico::den); }

std::string format_time(Time t) {
  const i64 ps = t.time_since_epoch().count();
  return fmt::format("{}.{:012} s", ps / std::pico::den, ps % std::pico::den);
}

void Event::after(Duration d) { at(scheduler_.now() + d); }

void Event::at(Time t) {
  cancel();
  due_ = std::max(t, scheduler_.now());
  order_ = scheduler_.scheduled_++;
  scheduler_.insert(*this);
}

void Event::cancel() {
  if (pending_) scheduler_.remove(*this);
}

void Event::serialize(State& state) {
  bool pending = pending_;
  i64 due = due_.time_since_epoch().count();
  u64 order = order_;
  state(pending, due, order);
  if (!state.loading()) return;
  cancel();
  due_ = Time{Duration{due}};
  order_ = order;
  if (pending) scheduler_.insert(*this);
}

static bool later(const Event* a, const Event* b, auto key) { return key(a) > key(b); }

void Scheduler::insert(Event& event) {
  const auto key = [](const Event* e) { return std::pair{e->due_, e->order_}; };
  const bool first = queue_.empty() || event.due_ < queue_.back()->due_;
  queue_.insert(
      std::lower_bound(queue_.begin(), queue_.end(), &event, [&](auto* a, auto* b) { return later(a, b, key); }),
      &event);
  event.pending_ = true;
  if (first && on_earlier) on_earlier(event.due_);
}

void Scheduler::remove(Event& event) {
  queue_.erase(std::find(queue_.begin(), queue_.end(), &event));
  event.pending_ = false;
}

void Scheduler::run_until(Time t) {
  while (!queue_.empty() && queue_.back()->due_ <= t) {
    Event& event = *queue_.back();
    queue_.pop_back();
    event.pending_ = false;
    now_ = std::max(now_, event.due_);
    event.action_();
  }
  now_ = std::max(now_, t);
}

void Scheduler::serialize(State& state) {
  state.section("scheduler");
  i64 now = now_.time_since_epoch().count();
  state(now, scheduled_);
  if (!state.loading()) return;
  now_ = Time{Duration{now}};
  while (!queue_.empty()) remove(*queue_.back());
}

}  // namespace emulator
