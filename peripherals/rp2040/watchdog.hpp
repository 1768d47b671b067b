#pragma once
// WATCHDOG: makes the tick of TIMER out of clk_ref, counts it down and resets what WDSEL of PSM and RESETS select.
// RP2040 Datasheet 4.7. Errata RP2040-E1: the counter goes down by two a tick. Only power-on and the RUN pin reset this
// block, so TICK, REASON and SCRATCH survive what it does itself; the chip must not reset it with the rest.
// In doubt: that firing clears ENABLE; that CYCLES = 0, as after reset, gives no tick; that a counter which is enabled
// at zero fires with the next tick. The tick's frequency is rounded down to whole Hz.
#include <functional>

#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Watchdog final : public Peripheral {
 public:
  Watchdog(std::string name, Scheduler&, ClockSignal& clk_ref);

  ClockSignal tick{"tick"};
  std::function<void()> on_reset;  // it has fired: PSM and RESETS are to reset what their WDSEL select
  void set_debugging(unsigned processor, bool);

  void reset() override;
  void serialize(State&) override;

 private:
  void ctrl_written(u32 written);
  void load_written(u32 written);
  void tick_written();
  void set_tick();
  void settle();
  void update();
  void fire(bool forced);
  u32 time() const;
  u32 read_ctrl() const { return (ctrl_.value & ~0xff'ffffu) | time(); }
  u32 read_tick() const;

  // clang-format off
  // List of Registers
  Register             ctrl_      {*this, "CTRL", 0x00, 0x0700'0000, on_read<&Watchdog::read_ctrl>,
                                   on_write<&Watchdog::ctrl_written>, reserved{29, 27}};
  Bits<23, 0, u32, Access::ro> time_{ctrl_, "TIME"};
  Bit<24>              pause_jtag_{ctrl_, "PAUSE_JTAG"};  // there is nothing that could use JTAG
  Bit<25>              pause_dbg0_{ctrl_, "PAUSE_DBG0"};
  Bit<26>              pause_dbg1_{ctrl_, "PAUSE_DBG1"};
  Bit<30>              enable_    {ctrl_, "ENABLE"};
  Bit<31, Access::wo>  trigger_   {ctrl_, "TRIGGER"};

  Register             load_reg_  {*this, "LOAD", 0x04, 0, on_write<&Watchdog::load_written>, reserved{31, 24}};
  Bits<23, 0, u32, Access::wo> load_{load_reg_, "LOAD"};

  Register             reason_    {*this, "REASON", 0x08, 0, reserved{31, 2}};
  Bit<0, Access::ro>   by_timer_  {reason_, "TIMER"};
  Bit<1, Access::ro>   by_force_  {reason_, "FORCE"};

  Registers<8>         scratch_regs_{*this, "SCRATCH", 0x0c, 4, 0};
  BitsArray<8, 31, 0>  scratch_   {scratch_regs_, "SCRATCH"};

  Register             tick_reg_  {*this, "TICK", 0x2c, 0x200, on_read<&Watchdog::read_tick>,
                                   on_write<&Watchdog::tick_written>, reserved{31, 20}};
  Bits<8, 0>           cycles_    {tick_reg_, "CYCLES"};
  Bit<9>               tick_enable_{tick_reg_, "ENABLE"};
  Bit<10, Access::ro>  tick_running_{tick_reg_, "RUNNING"};
  Bits<19, 11, u32, Access::ro> tick_count_{tick_reg_, "COUNT"};
  // clang-format on

  TickCounter ref_, ticks_;
  Event expiry_;
  i64 ref_anchor_ = 0;   // the edge of clk_ref at which the tick generator last started
  i64 tick_anchor_ = 0;  // the tick at which the counter was `counter_`
  u32 counter_ = 0, tick_cycles_ = 0;
  bool counting_ = false;
  std::array<bool, 2> debugging_{};
};

}  // namespace rp2040
