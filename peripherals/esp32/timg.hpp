#pragma once
// TIMG0 and TIMG1: two 64-bit timers, the LACT counter that ESP-IDF takes for its time, a watchdog, and the measurement
// of slow clocks. ESP32 Technical Reference Manual 17 "64-bit Timers", 18 "Watchdog Timers"; LACT as in ESP-IDF
// soc/timer_group_reg.h. Not modelled: edge interrupts, LACT's own ways of counting (LACT_RTC_ONLY, _CPST_EN, _LAC_EN
// are held only: it counts APB clock divided).
// In doubt: LACT counts whatever LAC_EN and CPST_EN say.
#include <array>
#include <functional>

#include "emulator/wire.hpp"
#include "peripherals/esp32/register_rows.hpp"
#include "peripherals/esp32/staged_watchdog.hpp"
#include "peripherals/esp32/timer_counter.hpp"

namespace esp32 {

class Timg final : public RegisterFile {
 public:
  struct SlowClocks {
    ClockSignal &rtc_slow, &rtc_8m_d256, &xtal32k;
  };
  Timg(std::string name, Scheduler&, ClockSignal& apb_clk, ClockSignal& xtal_clk, SlowClocks);

  Wire irq_t0, irq_t1, irq_wdt, irq_lact;
  enum class Reset : u8 { cpu = 2, system = 3 };  // as in WDT_STGn
  std::function<void(Reset)> on_reset;            // the watchdog wants it
  void start_flash_boot_protection();             // after a reset, where the chip boots from flash

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr u32 i_t0 = 1, i_t1 = 2, i_wdt = 4, i_lact = 8;
  static constexpr u32 lact_base = 0x70;

  void connect_timer(TimerCounter&, u32 base, u32 lo_at, u32 interrupt);
  void set_timer(TimerCounter&, u32 base, u32 lo_at);
  void connect_watchdog();
  void set_watchdog();
  bool unlocked() const;
  void calibrate(u32 written);
  void calibrated();
  void raise(u32 interrupts);
  void update();
  ClockSignal& measured() const;

  ClockSignal& xtal_;
  SlowClocks slow_;
  RegisterRows rows_;
  TimerCounter t0_, t1_, lact_;
  StagedWatchdog watchdog_;
  std::array<u32, 6> wdt_config_{};  // as they were before a write: the lock refuses it
  Event calibration_;
};

}  // namespace esp32
