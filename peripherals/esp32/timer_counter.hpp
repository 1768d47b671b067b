#pragma once
// A 64-bit counter with divider, direction, alarm and reload: T0, T1 and LACT of a timer group. ESP32 Technical
// Reference Manual 17 "64-bit Timers". In doubt: an alarm value that the counter has passed already triggers at once.
#include <functional>

#include "emulator/clock_signal.hpp"

namespace esp32 {
using namespace emulator;

class TimerCounter {
 public:
  TimerCounter(const std::string& name, Scheduler&, ClockSignal&);

  struct Setting {
    bool enabled, up, alarm, reload;
    u32 divider;  // 16 bits as in the register: 0 is 65536, 1 is 2
    u64 alarm_at, load;
    bool operator==(const Setting&) const = default;
  };
  void set(const Setting&);
  void load();  // the load value, at once
  u64 value() const;
  std::function<void()> on_alarm;  // the alarm is off until it is set again
  void reset();
  void serialize(State&);

 private:
  i64 ticks() const;
  void settle();
  void plan();
  void alarm();

  TickCounter edges_;
  Setting setting_{false, true, false, false, 1, 0, 0};
  u64 base_ = 0;    // the value ...
  i64 origin_ = 0;  // ... at this edge
  Event alarm_;
};

}  // namespace esp32
