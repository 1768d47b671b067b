#pragma once
// POWER: reset reasons, RAM blocks, System OFF, power failure warning. nRF51 Series Reference Manual v3.0.1,
// chapter 12. Kept but without effect here: DCDCEN, DCDCFORCE, RESET, TASKS_CONSTLAT and TASKS_LOWPWR (they change
// currents and latencies). In doubt: that RAMON and RAMONB outlive every reset but power-on.
#include <functional>

#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

// Chapter 12, "Reset behavior".
enum class Reset : u8 { power_on, pin, watchdog, soft, lockup, wake_by_pin, wake_by_comparator, debugger };

class Power final : public Peripheral {
 public:
  static constexpr unsigned ram_blocks_max = 4;
  // `ram_blocks`: how many blocks of 8 KiB this variant has.
  Power(std::string name, Scheduler&, unsigned ram_blocks);

  std::function<void()> on_system_off;
  std::function<void(unsigned block)> on_ram_off;  // the block has lost its content

  void note(Reset);           // RESETREAS
  void supply(double volts);  // VDD as the power failure comparator sees it
  void enter_off();           // RAM blocks that OFFRAM does not keep lose their content
  void power_on_reset();      // retained registers too

  void reset() override;
  void serialize(State&) override;

 private:
  void constant_latency() {}
  void low_power() {}
  void system_off(u32 written);
  void ram_switched();
  void update_failure();
  bool block_on(unsigned block) const;
  bool block_retained(unsigned block) const;
  u32 read_ramstatus() const;

  // clang-format off
  // Register overview
  Task               constlat_  {*this, "CONSTLAT", 0x078, &Power::constant_latency};
  Task               lowpwr_    {*this, "LOWPWR", 0x07c, &Power::low_power};
  EventFlag          pofwarn_   {*this, "POFWARN", 0x108};
  Interrupts         inten_     {*this};

  Register           resetreas_ {*this, "RESETREAS", 0x400, 0, reserved{15, 4}, reserved{31, 19}};
  Bit<0, Access::w1c> resetpin_ {resetreas_, "RESETPIN"};
  Bit<1, Access::w1c> dog_      {resetreas_, "DOG"};
  Bit<2, Access::w1c> sreq_     {resetreas_, "SREQ"};
  Bit<3, Access::w1c> lockup_   {resetreas_, "LOCKUP"};
  Bit<16, Access::w1c> off_     {resetreas_, "OFF"};
  Bit<17, Access::w1c> lpcomp_  {resetreas_, "LPCOMP"};
  Bit<18, Access::w1c> dif_     {resetreas_, "DIF"};

  Register           ramstatus_ {*this, "RAMSTATUS", 0x428, 0, on_read<&Power::read_ramstatus>, reserved{31, 4}};
  Bits<3, 0, u32, Access::ro> ramblocks_{ramstatus_, "RAMBLOCK0-3"};

  Register           systemoff_ {*this, "SYSTEMOFF", 0x500, 0, on_write<&Power::system_off>, reserved{31, 1}};
  Bit<0, Access::wo> systemoff_bit_{systemoff_, "SYSTEMOFF"};

  Register           pofcon_    {*this, "POFCON", 0x510, 0, on_write<&Power::update_failure>, reserved{31, 3}};
  Bit<0>             pof_       {pofcon_, "POF"};
  Bits<2, 1>         threshold_ {pofcon_, "THRESHOLD"};  // 2.1, 2.3, 2.5, 2.7 V

  Register           gpregret_reg_{*this, "GPREGRET", 0x51c, 0, reserved{31, 8}};
  Bits<7, 0>         gpregret_  {gpregret_reg_, "GPREGRET"};

  Register           ramon_     {*this, "RAMON", 0x524, 3, on_write<&Power::ram_switched>, reserved{15, 2}, reserved{31, 18}};
  Bit<0>             onram0_    {ramon_, "ONRAM0"};
  Bit<1>             onram1_    {ramon_, "ONRAM1"};
  Bit<16>            offram0_   {ramon_, "OFFRAM0"};
  Bit<17>            offram1_   {ramon_, "OFFRAM1"};

  Register           reset_reg_ {*this, "RESET", 0x544, 0, reserved{31, 1}};
  Bit<0>             reset_bit_ {reset_reg_, "RESET"};

  Register           ramonb_    {*this, "RAMONB", 0x554, 3, on_write<&Power::ram_switched>, reserved{15, 2}, reserved{31, 18}};
  Bit<0>             onram2_    {ramonb_, "ONRAM2"};
  Bit<1>             onram3_    {ramonb_, "ONRAM3"};
  Bit<16>            offram2_   {ramonb_, "OFFRAM2"};
  Bit<17>            offram3_   {ramonb_, "OFFRAM3"};

  Register           dcdcen_reg_{*this, "DCDCEN", 0x578, 0, reserved{31, 1}};
  Bit<0>             dcdcen_    {dcdcen_reg_, "DCDCEN"};

  Register           dcdcforce_ {*this, "DCDCFORCE", 0xa08, 0, reserved{31, 2}};
  Bit<0>             forceoff_  {dcdcforce_, "FORCEOFF"};
  Bit<1>             forceon_   {dcdcforce_, "FORCEON"};
  // clang-format on

  unsigned ram_blocks_;
  u32 blocks_on_ = 0;
  double volts_ = 3.0;
  bool failing_ = false;
};

}  // namespace nrf5
