#pragma once
// TIMER: 64 bits of microseconds and four alarms. RP2040 Datasheet 4.6. It counts the tick that WATCHDOG makes; an
// event stands only at the next alarm. In doubt: an alarm set to the present time fires at once; an alarm fires while
// the timer is paused if it is set to the time at which that stands.
#include <array>

#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Timer final : public Peripheral {
 public:
  static constexpr unsigned alarms = 4;
  Timer(std::string name, Scheduler&, ClockSignal& tick);

  std::array<Wire, alarms> irq{Wire{"TIMER_IRQ_0"}, Wire{"TIMER_IRQ_1"}, Wire{"TIMER_IRQ_2"}, Wire{"TIMER_IRQ_3"}};
  u64 time() const { return time_ + (counting_ ? static_cast<u64>(ticks_.edges() - anchor_) : 0); }
  void set_debugging(unsigned processor, bool);

  void reset() override;
  void serialize(State&) override;

 private:
  void high_written(u32 written);
  void low_written(u32 written);
  u32 read_low();
  u32 read_raw_high() const { return static_cast<u32>(time() >> 32); }
  u32 read_raw_low() const { return static_cast<u32>(time()); }
  void alarm_written(u32, unsigned index);
  void settle();
  void pause_written();
  void schedule();
  void match();
  u32 read_ints() const { return (intr_.value & inte_.value) | intf_.value; }
  void update();

  // clang-format off
  // List of Registers
  Register           timehw_reg_{*this, "TIMEHW", 0x00, 0, on_write<&Timer::high_written>};
  Bits<31, 0, u32, Access::wo> timehw_{timehw_reg_, "TIMEHW"};
  Register           timelw_reg_{*this, "TIMELW", 0x04, 0, on_write<&Timer::low_written>};
  Bits<31, 0, u32, Access::wo> timelw_{timelw_reg_, "TIMELW"};
  Register           timehr_reg_{*this, "TIMEHR", 0x08, 0};
  Bits<31, 0, u32, Access::ro> timehr_{timehr_reg_, "TIMEHR"};
  Register           timelr_reg_{*this, "TIMELR", 0x0c, 0, on_read<&Timer::read_low>};
  Bits<31, 0, u32, Access::ro> timelr_{timelr_reg_, "TIMELR"};

  Registers<alarms>  alarm_regs_{*this, "ALARM", 0x10, 4, 0, on_write<&Timer::alarm_written>};
  BitsArray<alarms, 31, 0> alarm_{alarm_regs_, "ALARM"};
  Register           armed_reg_ {*this, "ARMED", 0x20, 0, on_write<&Timer::schedule>, reserved{31, 4}};
  Bits<3, 0, u32, Access::w1c> armed_{armed_reg_, "ARMED"};

  Register           timerawh_reg_{*this, "TIMERAWH", 0x24, 0, on_read<&Timer::read_raw_high>};
  Bits<31, 0, u32, Access::ro> timerawh_{timerawh_reg_, "TIMERAWH"};
  Register           timerawl_reg_{*this, "TIMERAWL", 0x28, 0, on_read<&Timer::read_raw_low>};
  Bits<31, 0, u32, Access::ro> timerawl_{timerawl_reg_, "TIMERAWL"};

  // Bit 0 is 1 after reset and means nothing.
  Register           dbgpause_  {*this, "DBGPAUSE", 0x2c, 7, on_write<&Timer::pause_written>, reserved{0},
                                 reserved{31, 3}};
  Bit<1>             dbg0_      {dbgpause_, "DBG0"};
  Bit<2>             dbg1_      {dbgpause_, "DBG1"};
  Register           pause_reg_ {*this, "PAUSE", 0x30, 0, on_write<&Timer::pause_written>, reserved{31, 1}};
  Bit<0>             pause_     {pause_reg_, "PAUSE"};

  Register           intr_      {*this, "INTR", 0x34, 0, on_write<&Timer::update>, reserved{31, 4}};
  Bit<0, Access::w1c> intr0_    {intr_, "ALARM_0"};
  Bit<1, Access::w1c> intr1_    {intr_, "ALARM_1"};
  Bit<2, Access::w1c> intr2_    {intr_, "ALARM_2"};
  Bit<3, Access::w1c> intr3_    {intr_, "ALARM_3"};
  Register           inte_      {*this, "INTE", 0x38, 0, on_write<&Timer::update>, reserved{31, 4}};
  Bit<0>             inte0_     {inte_, "ALARM_0"};
  Bit<1>             inte1_     {inte_, "ALARM_1"};
  Bit<2>             inte2_     {inte_, "ALARM_2"};
  Bit<3>             inte3_     {inte_, "ALARM_3"};
  Register           intf_      {*this, "INTF", 0x3c, 0, on_write<&Timer::update>, reserved{31, 4}};
  Bit<0>             intf0_     {intf_, "ALARM_0"};
  Bit<1>             intf1_     {intf_, "ALARM_1"};
  Bit<2>             intf2_     {intf_, "ALARM_2"};
  Bit<3>             intf3_     {intf_, "ALARM_3"};
  Register           ints_      {*this, "INTS", 0x40, 0, on_read<&Timer::read_ints>, reserved{31, 4}};
  Bit<0, Access::ro> ints0_     {ints_, "ALARM_0"};
  Bit<1, Access::ro> ints1_     {ints_, "ALARM_1"};
  Bit<2, Access::ro> ints2_     {ints_, "ALARM_2"};
  Bit<3, Access::ro> ints3_     {ints_, "ALARM_3"};
  // clang-format on

  TickCounter ticks_;
  Event next_alarm_;
  u64 time_ = 0;  // at the tick `anchor_`
  i64 anchor_ = 0;
  u32 low_latch_ = 0;  // TIMELW until TIMEHW is written
  bool counting_ = true;
  std::array<bool, 2> debugging_{};
};

}  // namespace rp2040
