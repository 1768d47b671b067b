#pragma once
// How blocks reach pins: IO_BANK0's function select as its users see it. RP2040 Datasheet 2.19.2, "Function Select".
#include <functional>
#include <vector>

#include "emulator/net.hpp"
#include "emulator/types.hpp"

namespace rp2040 {
using namespace emulator;

// Every signal that appears in the table of functions, F1 to F9, without the numbers of pins; and usb_muxing_digital_dp
// and -dm, which only the registers' descriptions name (2.19.6.1, GPIO15_CTRL and GPIO16_CTRL, FUNCSEL 8).
// clang-format off
enum class Signal : u8 {
  spi0_rx, spi0_csn, spi0_sck, spi0_tx, spi1_rx, spi1_csn, spi1_sck, spi1_tx,
  uart0_tx, uart0_rx, uart0_cts, uart0_rts, uart1_tx, uart1_rx, uart1_cts, uart1_rts,
  i2c0_sda, i2c0_scl, i2c1_sda, i2c1_scl,
  pwm0_a, pwm0_b, pwm1_a, pwm1_b, pwm2_a, pwm2_b, pwm3_a, pwm3_b,
  pwm4_a, pwm4_b, pwm5_a, pwm5_b, pwm6_a, pwm6_b, pwm7_a, pwm7_b,
  gpin0, gpin1, gpout0, gpout1, gpout2, gpout3,
  usb_ovcur_det, usb_vbus_det, usb_vbus_en, usb_digital_dp, usb_digital_dm,
  none
};
// clang-format on

// The functions that drive every pin on their own (F5 to F7).
enum class PerPin : u8 { sio, pio0, pio1 };

class PinMatrix {
 public:
  static constexpr unsigned pin_count = 30;
  virtual ~PinMatrix() = default;

  // A block drives its signal; it shows on every pin that has it selected, as overrides allow.
  virtual void drive(Signal, bool level, bool enable) = 0;
  virtual void drive(PerPin, u32 levels, u32 enables) = 0;  // all pins at once

  // As a block's input: the OR of all pins that have the signal selected, after the input override; low if there is
  // none.
  virtual bool level(Signal) const = 0;
  virtual void listen(Signal, std::function<void(bool)>) = 0;  // hears changes
  // All pins at once, whatever their function: what SIO and PIO read.
  virtual u32 inputs() const = 0;
  virtual void listen_inputs(std::function<void(u32 changed)>) = 0;

  // The nets of the pins that have the signal selected and are wired, by rising pin number: where byte-level buses meet
  // (emulator/circuit.hpp). on_routing: that list has changed.
  virtual std::vector<Net*> nets(Signal) const = 0;
  virtual void on_routing(Signal, std::function<void()>) = 0;
  // Does any pin have the signal selected, wired or not?
  virtual bool routed(Signal signal) const { return !nets(signal).empty(); }
  virtual double supply() const { return 3.3; }  // IOVDD: what a high level is
};

}  // namespace rp2040
