#pragma once
// The clocks of the chip and what they are made of. ESP32 Technical Reference Manual 3.2 "System Clock". The PLL is
// there as soon as it is selected; its own settings (regi2c) do not change its frequency. Not modelled: APLL.
#include <array>

#include "emulator/clock_signal.hpp"
#include "peripherals/esp32/rtc_cntl.hpp"

namespace esp32 {

struct ClockTree {
  static constexpr i64 xtal_hz = 40'000'000, rc_fast_hz = 8'500'000, rc_slow_hz = 150'000, xtal32k_hz = 32'768,
                       pll_apb_hz = 80'000'000, pll_d2_hz = 160'000'000;

  ClockSignal cpu{"CPU_CLK", xtal_hz}, apb{"APB_CLK", xtal_hz}, ref_tick{"REF_TICK", 1'000'000},
      xtal{"XTL_CLK", xtal_hz}, rc_fast{"RTC8M_CLK", rc_fast_hz}, rc_fast_d256{"RTC8M_D256_CLK", rc_fast_hz / 256},
      rc_slow{"RTC_CLK", rc_slow_hz}, xtal32k{"XTL32K_CLK", 0}, rtc_slow{"RTC_SLOW_CLK", rc_slow_hz},
      pll_d2{"PLL_D2_CLK", pll_d2_hz};

  struct Setting {
    RtcCntl::Source source = RtcCntl::Source::xtal;
    RtcCntl::Slow slow = RtcCntl::Slow::rc_slow;
    u32 cpu_period = 0;                       // of the PLL: 80, 160, 240 MHz
    u32 divider = 1;                          // of the crystal or the fast RC oscillator, in SYSCON
    std::array<u32, 4> tick{39, 79, 11, 99};  // REF_TICK's dividers less 1: crystal, PLL, 8 MHz, APLL
    bool asleep = false;                      // the digital domain's clocks stand still
  };
  void set(const Setting&);
  // The 40 MHz crystal is fast by so much when the clocks are set next. The RC oscillators keep their frequencies.
  void drift(double parts_per_million);
  void serialize(State&);

 private:
  i64 from_crystal(i64 nominal_hz) const;
  i64 drift_ = 0;  // of the crystal, in 10^9
};

}  // namespace esp32
