#pragma once
// RTC_CNTL: what stays awake: clock selection, resets and their causes, the RTC timer and watchdog, sleep and waking,
// and registers that keep what software leaves there. ESP32 Technical Reference Manual 31 "Low-Power Management";
// names as in ESP-IDF soc/rtc_cntl_reg.h. Analog settings (bias, regulators, power-up waits, isolation) are held only.
// Not modelled: brown-out (the supply never sags), ULP, waking by SDIO, WiFi, Bluetooth or UART, XTAL32K's control by a
// pin, edge interrupts of the watchdog. Waits for oscillators and power domains take no time
// but `wake_up_time`. In doubt: which CRC-32 the hardware
// makes of RTC FAST memory (only the ROM compares it, with its own of before), and what length and address count.
#include <array>
#include <functional>
#include <span>

#include "emulator/wire.hpp"
#include "peripherals/esp32/register_rows.hpp"
#include "peripherals/esp32/staged_watchdog.hpp"

namespace esp32 {

// As RESET_CAUSE_PROCPU and ESP-IDF soc/reset_reasons.h have them.
enum class ResetCause : u8 {
  power_on = 1,
  software = 3,
  deep_sleep = 5,
  tg0_watchdog = 7,
  tg1_watchdog = 8,
  rtc_watchdog = 9,
  tg_watchdog_cpu = 11,
  software_cpu = 12,
  rtc_watchdog_cpu = 13,
  app_by_pro = 14,
  brown_out = 15,
  rtc_watchdog_rtc = 16
};

class RtcCntl final : public RegisterFile {
 public:
  // Bits of WAKEUP_ENA and WAKEUP_CAUSE.
  static constexpr u32 wake_ext0 = 1, wake_ext1 = 2, wake_gpio = 4, wake_timer = 8, wake_touch = 1 << 8;
  enum class Source : u8 { xtal, pll, rc_fast, apll };      // SOC_CLK_SEL
  enum class Slow : u8 { rc_slow, xtal32k, rc_fast_d256 };  // ANA_CLK_RTC_SEL

  RtcCntl(std::string name, Scheduler&, ClockSignal& rtc_slow_clk);

  Wire irq{"RTC_CORE"};
  Source source() const { return source_; }
  Slow slow_source() const { return slow_; }
  std::function<void()> on_clocks;

  // The watchdog or software wants: one core, both cores with their peripherals, or the RTC too.
  std::function<void(unsigned core, ResetCause)> on_core_reset;
  std::function<void(ResetCause, bool rtc_too)> on_system_reset;
  void set_cause(unsigned core, ResetCause);
  bool stalled(unsigned core) const;  // SW_STALL
  std::function<void()> on_stall;
  void start_flash_boot_protection();

  // Sleep. `deep`: the digital domain has no power meanwhile.
  bool asleep() const { return asleep_; }
  std::function<void(bool deep)> on_sleep, on_wake;
  // Which of its sources want to wake the chip now, as far as others know: bits as above.
  std::function<u32()> wake_levels;
  void wake_levels_changed();
  void touched();  // a touch sensor has been touched
  u32 ext1_pins() const { return rows_.at(0xcc).value & 0x3ffff; }
  bool ext1_any_high() const { return rows_.at(0x60).value >> 31; }
  bool ext0_level() const { return rows_.at(0x60).value >> 30 & 1; }
  std::function<u32()> ext1_active;                                    // the pins that meet the condition
  bool touch_timer() const { return rows_.at(0x18).value >> 23 & 1; }  // touch sensors are measured in turn
  std::function<void()> on_state;
  // Pads that keep what they do: RTC_IO's one by one, all others at once.
  u32 hold_force() const { return rows_.at(0xc8).value; }
  bool digital_pads_held() const;
  std::function<void()> on_holds;

  std::function<std::span<const u8>()> rtc_fast;  // the memory whose checksum MEM_CONF asks for

  void power_on();        // the whole RTC domain
  void reset() override;  // a system reset: what sits in the RTC domain stays
  void serialize(State&) override;

 private:
  static constexpr u32 i_wakeup = 1, i_reject = 2, i_wdt = 1 << 3, i_touch = 1 << 6, i_timer = 1 << 8;

  void connect_resets();
  void connect_timer();
  void connect_watchdog();
  void connect_interrupts();
  void connect_sleep();
  void options_written(u32 written);
  void latch_time();
  void plan_alarm();
  void timer_alarm();
  void state_written();
  void isolation_written(u32 written);
  void memory_checksum();
  void fall_asleep();
  void wake(u32 cause);
  void woken();
  u32 wake_enable() const { return rows_.at(0x38).value >> 11 & 0x7ff; }
  bool unlocked() const;
  void set_watchdog();
  void watchdog_expired(unsigned stage);
  void raise(u32 interrupts);
  void update();

  Scheduler& scheduler_;
  RegisterRows rows_;
  Part<28, 27, Source> source_{rows_["CLK_CONF"]};
  Part<31, 30, Slow> slow_{rows_["CLK_CONF"]};
  TickCounter time_;
  Event alarm_, wake_up_;
  StagedWatchdog watchdog_;
  std::array<u32, 5> wdt_config_{};
  bool asleep_ = false, deep_ = false;
};

}  // namespace esp32
