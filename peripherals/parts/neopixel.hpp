#pragma once
// A strip of Worldsemi WS2812B pixels (NeoPixel). WS2812B data sheet, "Data transfer time": T0H 0.4, T0L 0.85, T1H 0.8,
// T1L 0.45 us, each +-150 ns; reset: low for 50 us and more. That of newer lots (V5) says T0H 0.22 to 0.38, T1H 0.58 to
// 1, T0L and T1L 0.58 to 1 us. What either allows is taken.
//
// A bit whose high part is in neither window, or whose low part is too short, is not taken: what follows is then one
// bit off, until the next reset. A low part that is longer, up to a reset, harms nothing in any such chip that is
// known; it is taken and counted apart. Colours show when the line has been low for the reset's time. Inputs switch at
// 0.3 and 0.7 of the supply ("Electrical characteristics"): at 5 V, 3.3 V are not enough by the data sheet. "volts" is
// the board's supply unless it is given. Bits that are not taken, and pulses that are too low to be high, are findings.
//
// DOUT gives on what comes behind the pixels' own bits, so that strips can follow one another: each bit a transfer
// delay (t_PLH, 300 ns at most) after it came, with the high time that a bit of its value has; low all the while
// before.
//
// Attributes: "pixels" (8), "width" of the picture (all in one row), "order" ("GRB"; a fourth letter W for RGBW),
// "reset_us" (50; 280 for newer lots), "volts", "channel_milliamps" (20) of one colour at its brightest and
// "pixel_milliamps" (1) of a dark pixel, at 5 V. In doubt: both currents (the data sheet says 20 mA of the LEDs in
// older editions, 12 mA in newer ones). Not modelled: the delay from pixel to pixel within a strip, the currents'
// ripple.
#include <array>
#include <vector>

#include "peripherals/parts/part.hpp"

namespace parts {

class NeoPixel final : public Part {
 public:
  explicit NeoPixel(const Setup&);
  void wired() override;
  void power_on() override;
  std::optional<Picture> picture() const override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  void changed();
  void end_of_bit(emulator::Duration low);
  void latch();
  void weak_pulse(double volts);
  void tell(const char* what, const std::string& sentence);
  u8 channel(unsigned pixel, char letter) const;
  void output_falls();
  double takes() const;

  std::string label_;
  unsigned pixels_, width_;
  std::string order_;
  emulator::Duration reset_time_;
  double volts_, channel_milliamps_, pixel_milliamps_;
  emulator::Terminal din_, dout_;

  std::vector<u8> shown_, coming_;  // bytes in the wire's order
  emulator::u32 bits_ = 0, bad_bits_ = 0, late_bits_ = 0;
  double peak_ = 0;  // volts since DIN was low
  bool level_ = false, in_bit_ = false;
  emulator::i64 rose_ = 0, fell_ = 0;  // picoseconds
  emulator::Event reset_, out_rises_, out_falls_;
  bool out_value_ = false, chained_ = false;
};

}  // namespace parts
