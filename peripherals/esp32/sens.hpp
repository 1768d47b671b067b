#pragma once
// SENS: what the RTC domain measures with. SAR ADC1 and ADC2, touch sensors, hall sensor, temperature sensor, and the
// cosine generator of the two DACs. ESP32 Technical Reference Manual 29 "On-Chip Sensors and Analog Signal Processing"
// (29.2 touch, 29.3 SAR ADC, 29.4 DAC, 29.5 registers); fields and defaults from ESP-IDF soc/sens_reg.h.
// Not modelled: the digital controller of the ADCs (samples into I2S; with DIG_FORCE nothing is measured), the DACs'
// DMA, the ULP coprocessor and its I2C, the low-noise amplifier, the radio's power detector (with SAR2_PWDET_FORCE
// nothing is measured), SAR*_STOP; touch pads beyond their capacitance. In doubt: how long a conversion takes (below:
// waiting, sampling and one period of the SAR clock a bit); that with several channels selected the lowest is
// converted; the charging current of touch pads; hall and temperature sensors' scales; that the die is 20 degrees
// warmer than its surroundings.
#include <array>
#include <functional>

#include "emulator/clock_signal.hpp"
#include "emulator/world.hpp"
#include "peripherals/esp32/register_rows.hpp"
#include "peripherals/esp32/rtc_io.hpp"

namespace esp32 {

class Sens final : public RegisterFile {
 public:
  static constexpr unsigned units = 2, touch_pads = RtcIo::touch_pads;
  // rtc_8m_clk paces conversions, touch measurements and the cosine, rtc_slow_clk the touch sensors' sleep.
  Sens(std::string name, Scheduler&, ClockSignal& rtc_8m_clk, ClockSignal& rtc_slow_clk, Pads&, RtcIo&,
       const Quantity& degrees_celsius);

  void vref(double millivolts) { vref_ = millivolts; }  // of this chip, as its eFuses should say
  void field(const Quantity& millitesla) { field_ = &millitesla; }
  // What hangs on a pin beside the pad itself, in farads: a finger's, say. Unset: nothing.
  std::function<double(unsigned pin)> capacitance;

  // --- for RTC_CNTL ---
  void touch_timer(bool on);       // RTC_CNTL_STATE0_REG: TOUCH_SLP_TIMER_EN
  std::function<void()> on_touch;  // the trigger condition is met: RTC_TOUCH interrupt, wake-up
  bool touched() const;            // it is met

  void reset() override;
  void serialize(State&) override;

 private:
  struct Unit {
    bool converting = false, started = false;
    double volts = 0;
    Event done;
  };

  void hook_registers();

  // --- sens.cpp: ADC, temperature ---
  void meas_written(unsigned unit);
  void begin(unsigned unit);
  void finish(unsigned unit);
  double input_volts(unsigned unit, unsigned channel) const;
  i64 conversion_cycles(unsigned unit) const;
  u32 temperature() const;

  // --- sens_touch.cpp ---
  void touch_ctrl_written(u32 written);
  void begin_touch();
  void touch_step();  // a pad is measured, or the sleep is over
  void next_pad();
  u32 touch_count(unsigned pad) const;
  u32 threshold(unsigned pad) const;
  void store_count(unsigned pad, u32 count);

  // --- sens_dac.cpp ---
  void dac_changed();
  void cosine_step();
  u8 cosine_code(unsigned dac) const;
  i8 cosine_sample(u32 phase) const;
  void drive_dacs();
  void schedule_cosine();

  RegisterRows rows_;
  std::array<Register*, units> read_ctrl_, meas_start_, atten_;
  Register &start_force_, &touch_ctrl1_, &touch_ctrl2_, &touch_enable_, &dac_ctrl1_, &dac_ctrl2_, &tctrl_;
  Pads& pads_;
  RtcIo& rtc_io_;
  const Quantity& surroundings_;
  const Quantity* field_ = nullptr;
  TickCounter fast_, slow_;
  double vref_ = 1100;
  std::array<Unit, units> units_;

  // Touch: one pad after the other, then sleep if the timer runs.
  bool touch_timer_ = false, touch_measuring_ = false;
  unsigned touch_pad_ = 0;
  u32 touch_active_ = 0;  // TOUCH_MEAS_EN: pads whose count is below (or above) their threshold
  bool touch_done_ = false, touch_started_ = false;
  Event touch_event_;

  // The cosine: its next sample comes so many periods after this one, at that edge of rtc_8m_clk.
  u32 phase_ = 0, cosine_periods_ = 1;
  i64 cosine_edge_ = 0;
  Event cosine_event_;
};

}  // namespace esp32
