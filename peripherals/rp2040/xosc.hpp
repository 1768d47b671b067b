#pragma once
// XOSC: the crystal oscillator. RP2040 Datasheet 2.16. What comes out is gated until STARTUP.DELAY * 256 cycles of the
// crystal have passed and STABLE is set.
// In doubt: that the clock is gated while the oscillator is not stable; that the crystal swings from its first cycle;
// that a change of STARTUP counts for a start that is under way.
#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/oscillator_count.hpp"
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Xosc final : public Peripheral {
 public:
  Xosc(std::string name, Scheduler&, i64 crystal_hz);

  ClockSignal clk{"xosc"};
  // An interrupt that ends the dormant state: the GPIOs' dormant_wake, or the RTC (2.11.5.2).
  void wake();
  void drift(double parts_per_million);  // from its nominal frequency
  bool dormant() const { return dormant_.value == coma; }

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr u32 coma = 0x636f'6d61, awake = 0x7761'6b65;  // "coma", "wake"

  void ctrl_written(u32 written);
  void dormant_written(u32 written);
  void startup_written() { schedule(); }
  void set_running(bool);
  void schedule();
  void stable();
  void count_written(u32 written) { counter_.start(written & 0xff); }
  u32 read_count() const { return counter_.value(); }

  // clang-format off
  // List of Registers
  Register            ctrl_      {*this, "CTRL", 0x00, 0x00d1'eaa0, on_write<&Xosc::ctrl_written>, reserved{31, 24}};
  Bits<11, 0>         freq_range_{ctrl_, "FREQ_RANGE"};
  Bits<23, 12>        enable_    {ctrl_, "ENABLE"};

  Register            status_    {*this, "STATUS", 0x04, 0, reserved{11, 2}, reserved{23, 13}, reserved{30, 25}};
  Bits<1, 0, u32, Access::ro> status_range_{status_, "FREQ_RANGE"};
  Bit<12, Access::ro> enabled_   {status_, "ENABLED"};
  Bit<24, Access::w1c> badwrite_ {status_, "BADWRITE"};
  Bit<31, Access::ro> stable_    {status_, "STABLE"};

  Register            dormant_   {*this, "DORMANT", 0x08, awake, on_write<&Xosc::dormant_written>};
  Bits<31, 0>         dormant_field_{dormant_, "DORMANT"};

  Register            startup_   {*this, "STARTUP", 0x0c, 0xc4, on_write<&Xosc::startup_written>,
                                  reserved{19, 14}, reserved{31, 21}};
  Bits<13, 0>         delay_     {startup_, "DELAY"};
  Bit<20>             x4_        {startup_, "X4"};

  Register            count_reg_ {*this, "COUNT", 0x1c, 0, on_read<&Xosc::read_count>, on_write<&Xosc::count_written>,
                                  reserved{31, 8}};
  Bits<7, 0>          count_     {count_reg_, "COUNT"};
  // clang-format on

  Scheduler& scheduler_;
  const i64 nominal_hz_;
  i64 crystal_hz_;      // with its drift
  i64 started_ps_ = 0;  // when the oscillator last began to swing
  Event starting_;
  OscillatorCount counter_;
};

}  // namespace rp2040
