#pragma once
// PLL_SYS and PLL_USB. RP2040 Datasheet 2.18: (FREF / REFDIV) * FBDIV / (POSTDIV1 * POSTDIV2), with FBDIV from 16 to
// 320 and a VCO from 400 to 1600 MHz (750 MHz in later editions; firmware built on earlier ones uses 480 MHz). Outside
// these bounds it never locks. While it is not locked its output stands still, where a real one would wander. In doubt:
// how long it takes to lock; the datasheet does not say. 500 cycles of the divided reference are taken, which is
// typical of such PLLs. A post divider of 0 stops the output.
#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Pll final : public Peripheral {
 public:
  static constexpr i64 lock_cycles = 500;
  Pll(std::string name, Scheduler&, ClockSignal& reference);

  ClockSignal clk;  // FOUTPOSTDIV

  void reset() override;
  void serialize(State&) override;

 private:
  i64 vco_hz() const;
  void unlock();
  void update();
  void feedback_written();

  // clang-format off
  // List of Registers
  Register            cs_       {*this, "CS", 0x00, 1, on_write<&Pll::feedback_written>, reserved{7, 6},
                                 reserved{30, 9}};
  Bits<5, 0>          refdiv_   {cs_, "REFDIV"};
  Bit<8>              bypass_   {cs_, "BYPASS"};
  Bit<31, Access::ro> lock_     {cs_, "LOCK"};

  Register            pwr_      {*this, "PWR", 0x04, 0x2d, on_write<&Pll::feedback_written>,
                                 reserved{1}, reserved{4}, reserved{31, 6}};
  Bit<0>              pd_       {pwr_, "PD"};
  Bit<2>              dsmpd_    {pwr_, "DSMPD"};  // "Nothing is achieved by setting this low."
  Bit<3>              postdivpd_{pwr_, "POSTDIVPD"};
  Bit<5>              vcopd_    {pwr_, "VCOPD"};

  Register            fbdiv_reg_{*this, "FBDIV_INT", 0x08, 0, on_write<&Pll::feedback_written>, reserved{31, 12}};
  Bits<11, 0>         fbdiv_    {fbdiv_reg_, "FBDIV_INT"};

  Register            prim_     {*this, "PRIM", 0x0c, 0x0007'7000, on_write<&Pll::update>,
                                 reserved{11, 0}, reserved{15}, reserved{31, 19}};
  Bits<14, 12>        postdiv2_ {prim_, "POSTDIV2"};
  Bits<18, 16>        postdiv1_ {prim_, "POSTDIV1"};
  // clang-format on

  ClockSignal& reference_;
  i64 vco_ = 0;  // what it is locked to, or on the way to
  Event locking_;
};

}  // namespace rp2040
