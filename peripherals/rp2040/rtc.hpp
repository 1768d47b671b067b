#pragma once
// RTC: a calendar in binary, and an alarm that compares any of its fields. RP2040 Datasheet 4.8. It counts clk_rtc
// divided by CLKDIV_M1 + 1; what firmware switches takes effect two cycles of clk_rtc later (4.8.4). The interrupt
// stands as long as the fields match. Illegal dates: a month that is not one has 31 days. In doubt: that LOAD starts a
// new second; that MATCH_ENA without any field enabled always matches.
#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Rtc final : public Peripheral {
 public:
  Rtc(std::string name, Scheduler&, ClockSignal& clk_rtc);

  Wire irq{"RTC_IRQ"};  // also wakes the oscillators from dormant

  void reset() override;
  void serialize(State&) override;

 private:
  // Something that waits for clk_rtc: due at an edge of it.
  struct Pending {
    Pending(Scheduler& s, std::string name, std::function<void()> action)
        : event(s, std::move(name), std::move(action)) {}
    i64 edge = 0;
    bool waiting = false;
    Event event;
    void serialize(State& state) { state(edge, waiting, event); }
  };

  void ctrl_written(u32 written);
  void match_written();
  void request(Pending&, i64 cycles);
  void schedule(Pending&);
  void enabled();
  void loaded();
  void match_enabled();
  void second();
  void advance();
  u32 days() const;
  bool matches() const;
  u32 read_rtc_0();
  u32 read_intr() const { return match_active_ && matches(); }
  u32 read_ints() const { return (read_intr() & inte_.value) | intf_.value; }
  void update() { irq.drive(read_ints()); }

  // clang-format off
  // List of Registers
  Register            clkdiv_reg_ {*this, "CLKDIV_M1", 0x00, 0, reserved{31, 16}};
  Bits<15, 0>         clkdiv_m1_  {clkdiv_reg_, "CLKDIV_M1"};
  Register            setup_0_    {*this, "SETUP_0", 0x04, 0, reserved{7, 5}, reserved{31, 24}};
  Bits<4, 0>          setup_day_  {setup_0_, "DAY"};
  Bits<11, 8>         setup_month_{setup_0_, "MONTH"};
  Bits<23, 12>        setup_year_ {setup_0_, "YEAR"};
  Register            setup_1_    {*this, "SETUP_1", 0x08, 0, reserved{7, 6}, reserved{15, 14}, reserved{23, 21},
                                   reserved{31, 27}};
  Bits<5, 0>          setup_sec_  {setup_1_, "SEC"};
  Bits<13, 8>         setup_min_  {setup_1_, "MIN"};
  Bits<20, 16>        setup_hour_ {setup_1_, "HOUR"};
  Bits<26, 24>        setup_dotw_ {setup_1_, "DOTW"};

  Register            ctrl_       {*this, "CTRL", 0x0c, 0, on_write<&Rtc::ctrl_written>, reserved{3, 2}, reserved{7, 5},
                                   reserved{31, 9}};
  Bit<0>              enable_     {ctrl_, "RTC_ENABLE"};
  Bit<1, Access::ro>  active_     {ctrl_, "RTC_ACTIVE"};
  Bit<4, Access::wo>  load_       {ctrl_, "LOAD"};
  Bit<8>              not_leap_   {ctrl_, "FORCE_NOTLEAPYEAR"};

  Register            irq_setup_0_{*this, "IRQ_SETUP_0", 0x10, 0, on_write<&Rtc::match_written>, reserved{7, 5},
                                   reserved{27}, reserved{31, 30}};
  Bits<4, 0>          irq_day_    {irq_setup_0_, "DAY"};
  Bits<11, 8>         irq_month_  {irq_setup_0_, "MONTH"};
  Bits<23, 12>        irq_year_   {irq_setup_0_, "YEAR"};
  Bit<24>             day_ena_    {irq_setup_0_, "DAY_ENA"};
  Bit<25>             month_ena_  {irq_setup_0_, "MONTH_ENA"};
  Bit<26>             year_ena_   {irq_setup_0_, "YEAR_ENA"};
  Bit<28>             match_ena_  {irq_setup_0_, "MATCH_ENA"};
  Bit<29, Access::ro> match_active_{irq_setup_0_, "MATCH_ACTIVE"};
  Register            irq_setup_1_{*this, "IRQ_SETUP_1", 0x14, 0, on_write<&Rtc::update>, reserved{7, 6},
                                   reserved{15, 14}, reserved{23, 21}, reserved{27}};
  Bits<5, 0>          irq_sec_    {irq_setup_1_, "SEC"};
  Bits<13, 8>         irq_min_    {irq_setup_1_, "MIN"};
  Bits<20, 16>        irq_hour_   {irq_setup_1_, "HOUR"};
  Bits<26, 24>        irq_dotw_   {irq_setup_1_, "DOTW"};
  Bit<28>             sec_ena_    {irq_setup_1_, "SEC_ENA"};
  Bit<29>             min_ena_    {irq_setup_1_, "MIN_ENA"};
  Bit<30>             hour_ena_   {irq_setup_1_, "HOUR_ENA"};
  Bit<31>             dotw_ena_   {irq_setup_1_, "DOTW_ENA"};

  // RTC_1 shows the date as it was when RTC_0 was read.
  Register            rtc_1_      {*this, "RTC_1", 0x18, 0, reserved{7, 5}, reserved{31, 24}};
  Bits<4, 0, u32, Access::ro>   rtc_day_  {rtc_1_, "DAY"};
  Bits<11, 8, u32, Access::ro>  rtc_month_{rtc_1_, "MONTH"};
  Bits<23, 12, u32, Access::ro> rtc_year_ {rtc_1_, "YEAR"};
  Register            rtc_0_      {*this, "RTC_0", 0x1c, 0, on_read<&Rtc::read_rtc_0>, reserved{7, 6}, reserved{15, 14},
                                   reserved{23, 21}, reserved{31, 27}};
  Bits<5, 0, u32, Access::ro>   sec_      {rtc_0_, "SEC"};
  Bits<13, 8, u32, Access::ro>  min_      {rtc_0_, "MIN"};
  Bits<20, 16, u32, Access::ro> hour_     {rtc_0_, "HOUR"};
  Bits<26, 24, u32, Access::ro> dotw_     {rtc_0_, "DOTW"};

  Register            intr_       {*this, "INTR", 0x20, 0, on_read<&Rtc::read_intr>, reserved{31, 1}};
  Bit<0, Access::ro>  intr_rtc_   {intr_, "RTC"};
  Register            inte_       {*this, "INTE", 0x24, 0, on_write<&Rtc::update>, reserved{31, 1}};
  Bit<0>              inte_rtc_   {inte_, "RTC"};
  Register            intf_       {*this, "INTF", 0x28, 0, on_write<&Rtc::update>, reserved{31, 1}};
  Bit<0>              intf_rtc_   {intf_, "RTC"};
  Register            ints_       {*this, "INTS", 0x2c, 0, on_read<&Rtc::read_ints>, reserved{31, 1}};
  Bit<0, Access::ro>  ints_rtc_   {ints_, "RTC"};
  // clang-format on

  u32 day_ = 0, month_ = 0, year_ = 0;
  TickCounter ticks_;
  Pending enabling_, loading_, matching_, next_second_;
};

}  // namespace rp2040
