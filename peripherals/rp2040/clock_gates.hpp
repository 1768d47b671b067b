#pragma once
// The enables between clock generators and their destinations: RP2040 Datasheet 2.15.3.5, "Clock Enables". A block that
// is to stop when firmware stops its clock takes its clock from here, not from the generator.
#include <array>
#include <memory>
#include <string_view>

#include "emulator/clock_signal.hpp"

namespace rp2040 {
using namespace emulator;

// The bits of WAKE_EN0 from 0, then those of WAKE_EN1.
// clang-format off
enum class Gate : u8 {
  clk_sys_clocks, clk_adc_adc, clk_sys_adc, clk_sys_busctrl, clk_sys_busfabric, clk_sys_dma, clk_sys_i2c0,
  clk_sys_i2c1, clk_sys_io, clk_sys_jtag, clk_sys_vreg_and_chip_reset, clk_sys_pads, clk_sys_pio0, clk_sys_pio1,
  clk_sys_pll_sys, clk_sys_pll_usb, clk_sys_psm, clk_sys_pwm, clk_sys_resets, clk_sys_rom, clk_sys_rosc,
  clk_rtc_rtc, clk_sys_rtc, clk_sys_sio, clk_peri_spi0, clk_sys_spi0, clk_peri_spi1, clk_sys_spi1, clk_sys_sram0,
  clk_sys_sram1, clk_sys_sram2, clk_sys_sram3, clk_sys_sram4, clk_sys_sram5, clk_sys_syscfg, clk_sys_sysinfo,
  clk_sys_tbman, clk_sys_timer, clk_peri_uart0, clk_sys_uart0, clk_peri_uart1, clk_sys_uart1, clk_sys_usbctrl,
  clk_usb_usbctrl, clk_sys_watchdog, clk_sys_xip, clk_sys_xosc
};
// clang-format on

class ClockGates {
 public:
  static constexpr unsigned count = 47, in_first_register = 32;
  struct Generators {
    ClockSignal &sys, &peri, &usb, &adc, &rtc;
  };
  explicit ClockGates(const Generators&);

  ClockSignal& operator[](Gate gate) { return *gated_[static_cast<std::size_t>(gate)]; }
  void enable(u64 gates);  // bit n: the gate of that number
  u64 enabled() const { return enabled_; }
  static std::string_view name(unsigned gate);
  void serialize(State&);

 private:
  void update(unsigned gate) { gated_[gate]->set(enabled_ >> gate & 1 ? generators_[gate]->hz() : 0); }

  std::array<ClockSignal*, count> generators_{};
  std::array<std::unique_ptr<ClockSignal>, count> gated_;
  u64 enabled_ = (1ull << count) - 1;
};

}  // namespace rp2040
