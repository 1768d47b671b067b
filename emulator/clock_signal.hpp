#pragma once
// A clock inside a chip that firmware can change, stop and start, and counters that run on one.
#include <functional>
#include <string>
#include <vector>

#include "emulator/time.hpp"

namespace emulator {

// A clock net: clk_sys, clk_peri. Its users hear of a change while the old frequency still holds and once the new one
// does. Whoever makes the clock saves it; loading a snapshot sets it silently.
class ClockSignal {
 public:
  struct Listener {
    std::function<void()> before, after;  // either may be empty
  };
  explicit ClockSignal(std::string name, i64 hz = 0) : name_(std::move(name)), hz_(hz), clock_(clock_of(hz)) {}
  ClockSignal(const ClockSignal&) = delete;
  ClockSignal& operator=(const ClockSignal&) = delete;

  const std::string& name() const { return name_; }
  i64 hz() const { return hz_; }  // 0: stopped
  bool running() const { return hz_ > 0; }
  Clock clock() const { return clock_; }
  void set(i64 hz) {
    if (hz == hz_) return;
    for (auto& l : listeners_)
      if (l.before) l.before();
    hz_ = hz;
    clock_ = clock_of(hz);
    for (auto& l : listeners_)
      if (l.after) l.after();
  }
  void listen(Listener l) { listeners_.push_back(std::move(l)); }
  void serialize(State& state) {
    state(hz_);
    clock_ = clock_of(hz_);
  }

 private:
  static Clock clock_of(i64 hz) { return Clock{hz > 0 ? hz : 1}; }

  std::string name_;
  i64 hz_;
  Clock clock_;
  std::vector<Listener> listeners_;
};

// Counts the edges of a clock signal exactly across changes of its frequency: how a timer knows its ticks without
// being stepped.
class TickCounter {
 public:
  // on_rate_change: the instants given by when() have moved.
  TickCounter(Scheduler& scheduler, ClockSignal& signal, std::function<void()> on_rate_change = {})
      : scheduler_(scheduler), signal_(signal) {
    signal.listen({[this] { settle(); },
                   [this, moved = std::move(on_rate_change)] {
                     origin_ = scheduler_.now();
                     if (moved) moved();
                   }});
  }

  // Edges since the counter was made. The fraction of a period that has passed is lost when the frequency changes.
  i64 edges() const { return signal_.running() ? edges_ + signal_.clock().count(scheduler_.now() - origin_) : edges_; }
  // When that edge comes (or came, since the last change of frequency); Time::max() while the clock stands still.
  Time when(i64 edge) const { return signal_.running() ? origin_ + signal_.clock().ticks(edge - edges_) : Time::max(); }
  const ClockSignal& signal() const { return signal_; }
  void serialize(State& state) {
    Duration since = origin_.time_since_epoch();
    i64 ps = since.count();
    state(ps, edges_);
    origin_ = Time{Duration{ps}};
  }

 private:
  void settle() {
    edges_ = edges();
    origin_ = scheduler_.now();
  }

  Scheduler& scheduler_;
  ClockSignal& signal_;
  Time origin_{};
  i64 edges_ = 0;
};

}  // namespace emulator
