#include "peripherals/rp2040/clock_gates.hpp"

namespace rp2040 {

namespace {

// clang-format off
constexpr std::array<std::string_view, ClockGates::count> names{
    "CLK_SYS_CLOCKS", "CLK_ADC_ADC", "CLK_SYS_ADC", "CLK_SYS_BUSCTRL", "CLK_SYS_BUSFABRIC", "CLK_SYS_DMA",
    "CLK_SYS_I2C0", "CLK_SYS_I2C1", "CLK_SYS_IO", "CLK_SYS_JTAG", "CLK_SYS_VREG_AND_CHIP_RESET", "CLK_SYS_PADS",
    "CLK_SYS_PIO0", "CLK_SYS_PIO1", "CLK_SYS_PLL_SYS", "CLK_SYS_PLL_USB", "CLK_SYS_PSM", "CLK_SYS_PWM",
    "CLK_SYS_RESETS", "CLK_SYS_ROM", "CLK_SYS_ROSC", "CLK_RTC_RTC", "CLK_SYS_RTC", "CLK_SYS_SIO", "CLK_PERI_SPI0",
    "CLK_SYS_SPI0", "CLK_PERI_SPI1", "CLK_SYS_SPI1", "CLK_SYS_SRAM0", "CLK_SYS_SRAM1", "CLK_SYS_SRAM2",
    "CLK_SYS_SRAM3", "CLK_SYS_SRAM4", "CLK_SYS_SRAM5", "CLK_SYS_SYSCFG", "CLK_SYS_SYSINFO", "CLK_SYS_TBMAN",
    "CLK_SYS_TIMER", "CLK_PERI_UART0", "CLK_SYS_UART0", "CLK_PERI_UART1", "CLK_SYS_UART1", "CLK_SYS_USBCTRL",
    "CLK_USB_USBCTRL", "CLK_SYS_WATCHDOG", "CLK_SYS_XIP", "CLK_SYS_XOSC"};
// clang-format on

}  // namespace

std::string_view ClockGates::name(unsigned gate) { return names[gate]; }

ClockGates::ClockGates(const Generators& from) {
  for (unsigned i = 0; i < count; ++i) {
    const std::string_view n = names[i];
    generators_[i] = n.starts_with("CLK_SYS_")    ? &from.sys
                     : n.starts_with("CLK_PERI_") ? &from.peri
                     : n.starts_with("CLK_USB_")  ? &from.usb
                     : n.starts_with("CLK_ADC_")  ? &from.adc
                                                  : &from.rtc;
    gated_[i] = std::make_unique<ClockSignal>(std::string{n}, generators_[i]->hz());
    generators_[i]->listen({{}, [this, i] { update(i); }});
  }
}

void ClockGates::enable(u64 gates) {
  enabled_ = gates;
  for (unsigned i = 0; i < count; ++i) update(i);
}

void ClockGates::serialize(State& state) {
  state(enabled_);
  for (auto& g : gated_) state(*g);
}

}  // namespace rp2040
