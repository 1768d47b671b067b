#pragma once
// WDT: resets the chip unless all enabled reload registers were written in time.
// nRF51 Series Reference Manual v3.0.1, chapter 20. Counts the 32.768 kHz clock; starting it forces that clock on.
// Not modelled: pausing while the processor sleeps or a debugger halts it (CONFIG): it always runs on.
#include <functional>

#include "peripherals/nrf5/clock.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class Wdt final : public Peripheral {
 public:
  static constexpr unsigned reload_registers = 8;
  Wdt(std::string name, Scheduler&, ClockControl&);

  std::function<void()> on_reset;  // the chip is to be reset

  void reset() override;
  void serialize(State&) override;

 private:
  void start();
  void reload(u32 written, unsigned index);
  void keep_locked();
  void restart();
  void expire(i64 edges);
  void timed_out();
  void clock_switched(bool on);

  // clang-format off
  // Register overview
  Task               start_    {*this, "START", 0x000, &Wdt::start};
  EventFlag          timeout_  {*this, "TIMEOUT", 0x100};
  Interrupts         inten_    {*this};

  Register           runstatus_{*this, "RUNSTATUS", 0x400, 0, reserved{31, 1}};
  Bit<0, Access::ro> running_  {runstatus_, "RUNSTATUS"};

  // 1: this reload register is still to be written
  Register           reqstatus_{*this, "REQSTATUS", 0x404, 1, reserved{31, 8}};
  Bits<7, 0, u32, Access::ro> requests_{reqstatus_, "RR0-RR7"};

  // These three cannot be changed while it runs.
  Register           crv_reg_  {*this, "CRV", 0x504, 0xffff'ffff, on_write<&Wdt::keep_locked>};
  Bits<31, 0>        crv_      {crv_reg_, "CRV"};
  Register           rren_reg_ {*this, "RREN", 0x508, 1, on_write<&Wdt::keep_locked>, reserved{31, 8}};
  Bits<7, 0>         rren_     {rren_reg_, "RR0-RR7"};
  Register           config_   {*this, "CONFIG", 0x50c, 1, on_write<&Wdt::keep_locked>,
                                todo{"SLEEP", 0}, reserved{2, 1}, todo{"HALT", 3}, reserved{31, 4}};

  Registers<reload_registers> rr_regs_{*this, "RR", 0x600, 4, 0, on_write<&Wdt::reload>};
  BitsArray<reload_registers, 31, 0, u32, Access::wo> rr_{rr_regs_, "RR"};

  PowerSwitch        power_    {*this};
  // clang-format on

  struct Locked {
    u32 crv, rren, config;
  };
  ClockControl& clock_;
  Locked locked_{};      // as they were at START
  bool biting_ = false;  // the timeout has happened, the reset follows
  Event expiry_;
  i64 expiry_edge_ = 0;  // of the 32.768 kHz clock
};

}  // namespace nrf5
