#pragma once
// TIMER: counts ticks of 16 MHz / 2^PRESCALER, or COUNT tasks, and compares with four CC registers.
// nRF51 Series Reference Manual v3.0.1, chapter 18. The count is computed from virtual time when somebody looks; a
// scheduled event stands only at the next compare that matters to anyone.
// In doubt: STOP drops the fraction of a tick that has passed; SHUTDOWN also clears; compares look only at the bits of
// BITMODE.
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class Timer final : public Peripheral {
 public:
  enum class Mode : u32 { timer, counter };
  enum class BitMode : u32 { bits16, bits8, bits24, bits32 };

  // `widest`: TIMER0 counts up to 32 bits, TIMER1 and TIMER2 up to 16.
  Timer(std::string name, Scheduler&, unsigned widest);

  u32 counter() const;  // as CAPTURE would see it
  bool running() const { return running_; }
  void clock(i64 hz);  // 16 MHz unless the crystal drifts

  void reset() override;
  void serialize(State&) override;

 private:
  void on_start();
  void on_stop();
  void on_count();
  void on_clear();
  void on_shutdown();
  void on_capture(unsigned i);
  void reconfigure();
  void compare_written() { schedule(); }
  void interest_changed() override { schedule(); }

  u32 counter_mask() const;
  i64 base_ticks(Time t) const;  // of the 16 MHz clock
  i64 ticks_since_anchor(Time t) const { return (base_ticks(t) - anchor_) >> shift_; }
  void settle();  // the count so far becomes the starting point
  void schedule();
  void reach();
  void compare(u32 count);

  // clang-format off
  // Register overview
  Task                     start_    {*this, "START", 0x000, &Timer::on_start};
  Task                     stop_     {*this, "STOP", 0x004, &Timer::on_stop};
  Task                     count_    {*this, "COUNT", 0x008, &Timer::on_count};
  Task                     clear_    {*this, "CLEAR", 0x00c, &Timer::on_clear};
  Task                     shutdown_ {*this, "SHUTDOWN", 0x010, &Timer::on_shutdown};
  Tasks<4>                 capture_  {*this, "CAPTURE", 0x040, &Timer::on_capture};
  EventFlags<4>            compare_  {*this, "COMPARE", 0x140};
  Shorts                   shorts_   {*this, {{0, compare_[0], clear_}, {1, compare_[1], clear_},
                                              {2, compare_[2], clear_}, {3, compare_[3], clear_},
                                              {8, compare_[0], stop_}, {9, compare_[1], stop_},
                                              {10, compare_[2], stop_}, {11, compare_[3], stop_}}};
  Interrupts               inten_    {*this};

  Register                 mode_reg_ {*this, "MODE", 0x504, 0, on_write<&Timer::reconfigure>, reserved{31, 1}};
  Bits<0, 0, Mode>         mode_     {mode_reg_, "MODE"};

  Register                 bitmode_reg_{*this, "BITMODE", 0x508, 0, on_write<&Timer::reconfigure>, reserved{31, 2}};
  Bits<1, 0, BitMode>      bitmode_  {bitmode_reg_, "BITMODE"};

  Register                 prescaler_reg_{*this, "PRESCALER", 0x510, 4, on_write<&Timer::reconfigure>, reserved{31, 4}};
  Bits<3, 0>               prescaler_{prescaler_reg_, "PRESCALER"};

  Registers<4>             cc_regs_  {*this, "CC", 0x540, 4, 0, on_write<&Timer::compare_written>};
  BitsArray<4, 31, 0>      cc_       {cc_regs_, "CC"};

  // Not in the manual: PAN item 73 of IC revision 2 has firmware set it while the timer runs, against a current.
  Register                 pan73_reg_{*this, "PAN73", 0xc0c, 0, reserved{31, 1}};
  Bit<0>                   pan73_    {pan73_reg_, "CLOCK"};

  PowerSwitch              power_    {*this};
  // clang-format on

  u32 widest_mask_;
  i64 hz_ = 16'000'000;
  bool running_ = false;
  bool ticking_ = false;  // runs in timer mode
  u32 count_value_ = 0;   // at the anchor
  i64 anchor_ = 0;        // tick of the 16 MHz clock at which the count was that
  u32 mask_ = 0xffff;     // of BITMODE, as it was at the anchor
  unsigned shift_ = 4;    // PRESCALER, likewise
  bool scheduling_ = true;
  Event next_;
};

}  // namespace nrf5
