#pragma once
// Virtual time. Only the scheduler moves it; nothing here reads the host's clock.
#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <ratio>
#include <string>
#include <vector>

#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace emulator {

using Duration = std::chrono::duration<i64, std::pico>;  // 64 bits of picoseconds reach 106 days
struct VirtualClock {
  using duration = Duration;
  using rep = Duration::rep;
  using period = Duration::period;
  using time_point = std::chrono::time_point<VirtualClock>;
  static constexpr bool is_steady = true;
};
using Time = VirtualClock::time_point;

double seconds(Duration);
std::string format_time(Time);  // "1.234567890123 s"

// A clock converts whole ticks to time. It never adds up rounded periods, so it cannot drift.
class Clock {
 public:
  constexpr explicit Clock(i64 hz) : hz_(hz), period_(std::pico::den % hz == 0 ? std::pico::den / hz : 0) {}
  constexpr i64 hz() const { return hz_; }
  // Time at which tick n happens, counted from the clock's origin, rounded down to a picosecond.
  constexpr Duration ticks(i64 n) const {
    if (period_) return Duration{n * period_};
    return Duration{static_cast<i64>(static_cast<__int128>(n) * std::pico::den / hz_)};
  }
  // Whole ticks that have happened after d.
  constexpr i64 count(Duration d) const {
    if (period_) return d.count() / period_;
    // ticks() rounds down, so the tick just ahead may already have happened within the same picosecond.
    const i64 n = static_cast<i64>(static_cast<__int128>(d.count()) * hz_ / std::pico::den);
    return ticks(n + 1) <= d ? n + 1 : n;
  }
  // First tick that happens at or after d.
  constexpr i64 count_up(Duration d) const {
    const i64 n = count(d);
    return ticks(n) < d ? n + 1 : n;
  }

 private:
  i64 hz_;
  i64 period_;  // in picoseconds where that is a whole number, else 0
};

class Scheduler;

// Something that will happen. Owned by whoever it happens to; cancelled when destroyed.
class Event {
 public:
  Event(Scheduler& scheduler, std::string name, std::function<void()> action)
      : scheduler_(scheduler), name_(std::move(name)), action_(std::move(action)) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { cancel(); }
  void after(Duration);  // from now; an event that is already pending moves
  void at(Time);         // a time that has passed means: as soon as possible
  void cancel();
  const std::string& name() const { return name_; }
  bool pending() const { return pending_; }
  Time due() const { return due_; }
  void serialize(State&);

 private:
  friend class Scheduler;
  Scheduler& scheduler_;
  std::string name_;
  std::function<void()> action_;
  Time due_{};
  u64 order_ = 0;  // ties run in the order they were scheduled
  bool pending_ = false;
};

// Whoever runs between events (a processor core) knows the time more exactly than the scheduler.
struct TimeSource {
  virtual ~TimeSource() = default;
  virtual Time now() const = 0;
};

class Scheduler {
 public:
  Scheduler() = default;
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Exact: inside a register access it is the time at which the running instruction began; inside an event, the
  // event's.
  Time now() const { return source_ ? source_->now() : now_; }
  Time next() const { return queue_.empty() ? Time::max() : queue_.back()->due_; }
  const std::vector<Event*>& queue() const { return queue_; }  // what is to come, the next one last

  // Runs every event due at or before t, in order, then lets it be t.
  void run_until(Time t);

  // While set, now() asks this source, and `on_earlier` hears of events that become the next one.
  void set_source(const TimeSource* source) { source_ = source; }
  std::function<void(Time)> on_earlier;

  // Loading drops all events first: each Event's own serialize() puts it back.
  void serialize(State&);

 private:
  friend class Event;
  void insert(Event&);
  void remove(Event&);

  std::vector<Event*> queue_;  // the next one last
  Time now_{};
  u64 scheduled_ = 0;
  const TimeSource* source_ = nullptr;
};

}  // namespace emulator
