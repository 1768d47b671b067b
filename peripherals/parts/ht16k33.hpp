#pragma once
// Holtek HT16K33 on the LED backpacks that have it. Data sheet rev. 1.10, "Command summary", "Display memory",
// "Blinking", "Dimming".
//
// "display": "digits", four seven-segment digits with a colon (COM0, COM1, COM3, COM4 the digits, COM2's second bit the
// colon); "matrix8x8": COM n is row n, bit (x + 7) % 8 is column x; "matrix16x8": COM n is column n from the low byte
// and column n + 8 from the high one, bit 7 on top. (The backpacks' wiring, Adafruit's 878, 870 and 3150, as their
// drivers have it; which way up the matrices are is in doubt.)
//
// Attributes: "display", "address" (0x70 = 112 to 119). Not modelled: keys (reading tells that none is pressed), the
// INT output, 14 segments, VDD below which the oscillator stops.
#include <array>

#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/segment_digits.hpp"

namespace parts {

class Ht16k33 final : public Part, private emulator::I2cTarget {
 public:
  explicit Ht16k33(const Setup&);
  void wired() override;
  void power_on() override;
  std::optional<Picture> picture() const override;
  std::optional<std::string> text() override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  enum class Display : u8 { digits, matrix8x8, matrix16x8 };
  void start(bool reading) override { command_follows_ = !reading; }
  void write(u8) override;
  u8 read() override;
  void stop() override {}
  void command(u8);
  bool lit() const;
  double brightness() const;
  SegmentDigits digits() const;
  bool point(unsigned x, unsigned y) const;

  Display display_;
  u8 address_;
  std::string label_;
  I2cPins i2c_;

  std::array<u8, 16> ram_{};
  u8 pointer_ = 0, blink_ = 0, dimming_ = 15;
  emulator::i64 blinks_since_ = 0;  // picoseconds
  bool oscillator_ = false, on_ = false, command_follows_ = false;
};

}  // namespace parts
