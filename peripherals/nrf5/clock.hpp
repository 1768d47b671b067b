#pragma once
// CLOCK: starts and stops the crystal and the 32.768 kHz clock, calibrates its RC oscillator.
// nRF51 Series Reference Manual v3.0.1, chapter 13; start-up times: nRF51822 Product Specification v3.1, "Clock
// sources". Not modelled: a calibration timer that drifts; that calibration changes a frequency (it takes its time and
// says DONE); a crystal whose frequency differs from XTALFREQ. In doubt: that the RC oscillator serves while the 32.768
// kHz crystal starts, and that CTTO ends the calibration timer.
#include "peripherals/nrf5/lfclk.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class ClockControl final : public Peripheral {
 public:
  enum class HighSource : u32 { rc, crystal };
  enum class LowSource : u32 { rc, crystal, synthesized };

  ClockControl(std::string name, Scheduler&);

  LowFrequencyClock lfclk;
  bool crystal_running() const {
    return high_source_ == HighSource::crystal;
  }                                                          // HFCLK from the crystal: RADIO needs it
  void load_crystal(u32 xtalfreq) { xtalfreq_ = xtalfreq; }  // what UICR says, after a reset
  void start_for_watchdog();  // WDT forces the RC oscillator on if no source runs (chapter 20)

  void reset() override;
  void serialize(State&) override;

 private:
  void start_high();
  void stop_high();
  void start_low();
  void stop_low();
  void calibrate();
  void start_calibration_timer();
  void stop_calibration_timer() { calibration_timer_.cancel(); }
  void high_started();
  void low_running();
  void low_started();

  // clang-format off
  // Register overview
  Task                       hfclkstart_  {*this, "HFCLKSTART", 0x000, &ClockControl::start_high};
  Task                       hfclkstop_   {*this, "HFCLKSTOP", 0x004, &ClockControl::stop_high};
  Task                       lfclkstart_  {*this, "LFCLKSTART", 0x008, &ClockControl::start_low};
  Task                       lfclkstop_   {*this, "LFCLKSTOP", 0x00c, &ClockControl::stop_low};
  Task                       cal_         {*this, "CAL", 0x010, &ClockControl::calibrate};
  Task                       ctstart_     {*this, "CTSTART", 0x014, &ClockControl::start_calibration_timer};
  Task                       ctstop_      {*this, "CTSTOP", 0x018, &ClockControl::stop_calibration_timer};
  EventFlag                  hfclkstarted_{*this, "HFCLKSTARTED", 0x100};
  EventFlag                  lfclkstarted_{*this, "LFCLKSTARTED", 0x104};
  EventFlag                  done_        {*this, "DONE", 0x10c};
  EventFlag                  ctto_        {*this, "CTTO", 0x110};
  Interrupts                 inten_       {*this};

  Register                   hfclkrun_    {*this, "HFCLKRUN", 0x408, 0, reserved{31, 1}};
  Bit<0, Access::ro>         high_run_    {hfclkrun_, "STATUS"};

  // HFCLK runs whenever somebody can read this: STATE is 1.
  Register                   hfclkstat_   {*this, "HFCLKSTAT", 0x40c, 0x0001'0000, reserved{15, 1}, reserved{31, 17}};
  Bits<0, 0, HighSource, Access::ro> high_source_{hfclkstat_, "SRC"};
  Bit<16, Access::ro>        high_state_  {hfclkstat_, "STATE"};

  Register                   lfclkrun_    {*this, "LFCLKRUN", 0x414, 0, reserved{31, 1}};
  Bit<0, Access::ro>         low_run_     {lfclkrun_, "STATUS"};

  Register                   lfclkstat_   {*this, "LFCLKSTAT", 0x418, 0, reserved{15, 2}, reserved{31, 17}};
  Bits<1, 0, LowSource, Access::ro> low_source_{lfclkstat_, "SRC"};
  Bit<16, Access::ro>        low_state_   {lfclkstat_, "STATE"};

  // LFCLKSRC as it was when LFCLKSTART was triggered
  Register                   srccopy_reg_ {*this, "LFCLKSRCCOPY", 0x41c, 0, reserved{31, 2}};
  Bits<1, 0, LowSource, Access::ro> srccopy_{srccopy_reg_, "SRC"};

  Register                   src_reg_     {*this, "LFCLKSRC", 0x518, 0, reserved{31, 2}};
  Bits<1, 0, LowSource>      src_         {src_reg_, "SRC"};

  // In units of 0.25 s
  Register                   ctiv_reg_    {*this, "CTIV", 0x538, 0, reserved{31, 7}};
  Bits<6, 0>                 ctiv_        {ctiv_reg_, "CTIV"};

  // 0xFF: 16 MHz crystal, 0x00: 32 MHz
  Register                   xtalfreq_reg_{*this, "XTALFREQ", 0x550, 0xffff'ffff, reserved{31, 8}};
  Bits<7, 0>                 xtalfreq_    {xtalfreq_reg_, "XTALFREQ"};
  // clang-format on

  Event high_starting_, low_running_, low_starting_, calibrating_, calibration_timer_;
};

}  // namespace nrf5
