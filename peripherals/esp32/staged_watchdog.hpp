#pragma once
// The four stages of a watchdog: of the timer groups (Technical Reference Manual 18 "Watchdog Timers") and of RTC_CNTL.
// In doubt: that after the last stage the first begins again, and that a stage that is off still takes its time.
#include <array>
#include <functional>

#include "emulator/clock_signal.hpp"

namespace esp32 {
using namespace emulator;

class StagedWatchdog {
 public:
  static constexpr unsigned stages = 4;
  StagedWatchdog(const std::string& name, Scheduler&, ClockSignal&);

  std::function<void(unsigned stage)> on_expiry;  // of a stage; the next has begun

  void run(bool);  // from the first stage's begin, if it stood still
  void feed();
  void set(std::array<u32, stages> holds, u32 prescale);  // in edges of the clock, divided by `prescale`
  bool running() const { return running_; }
  void reset();
  void serialize(State&);

 private:
  void plan();
  void expired();

  TickCounter edges_;
  std::array<u32, stages> holds_{};
  u32 prescale_ = 1;
  bool running_ = false;
  unsigned stage_ = 0;
  i64 began_ = 0;  // the present stage, in edges
  Event expiry_;
};

}  // namespace esp32
