#pragma once
// RESETS: holds subsystems in reset and lets them go. RP2040 Datasheet 2.14, "Subsystem Resets".
// A block that runs from a clock of its own (ADC, RTC, SPI, UART, USB) leaves reset when that clock runs; the SDK waits
// for RESET_DONE of these only once their clocks run (runtime_init). In doubt: that a block is done as soon as its
// clock runs, not some cycles later; that the watchdog resets for a moment and does not touch RESET.
#include <array>
#include <vector>

#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

// The bits of RESET, WDSEL and RESET_DONE.
// clang-format off
enum class Subsystem : u8 {
  adc, busctrl, dma, i2c0, i2c1, io_bank0, io_qspi, jtag, pads_bank0, pads_qspi, pio0, pio1, pll_sys, pll_usb,
  pwm, rtc, spi0, spi1, syscfg, sysinfo, tbman, timer, uart0, uart1, usbctrl
};
// clang-format on

class Resets final : public Peripheral {
 public:
  static constexpr unsigned count = 25;
  explicit Resets(std::string name);

  // A subsystem may have several register blocks. `clock`: what it needs to leave reset, if that is not clk_sys.
  void connect(Subsystem, Peripheral&, ClockSignal* clock = nullptr);
  bool held(Subsystem s) const { return !(done_ >> static_cast<unsigned>(s) & 1); }
  void watchdog_fired();  // what WDSEL selects is reset

  void reset() override;
  void serialize(State&) override;

 private:
  struct Entry {
    std::vector<Peripheral*> blocks;
    std::vector<ClockSignal*> clocks;
  };

  void update();
  void hold(unsigned subsystem, bool);
  u32 read_done() const { return done_; }

  // Fields are added in the constructor: one a subsystem.
  Register reset_{*this, "RESET", 0x00, 0x01ff'ffff, on_write<&Resets::update>, reserved{31, count}};
  Register wdsel_{*this, "WDSEL", 0x04, 0, reserved{31, count}};
  Register reset_done_{*this, "RESET_DONE", 0x08, 0, on_read<&Resets::read_done>, reserved{31, count}};

  std::array<Entry, count> entries_;
  u32 done_ = 0;
};

}  // namespace rp2040
