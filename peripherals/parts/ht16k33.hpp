#pragma once
// Holtek HT16K33 on the LED backpacks that have it. Data sheet rev. 1.10, "Command summary", "Display memory",
// "Blinking", "Dimming".
//
// "display": "digits14", four fourteen-segment digits (COM n is digit n from the left, its bits a, b, c, d, e, f, g1,
// g2, h, j, k, l, m, n, dp; Adafruit's 1911); "digits", four seven-segment digits with a colon (COM0, COM1, COM3, COM4
// the digits, COM2's second bit the colon); "matrix8x8": COM n is row n, bit (x + 7) % 8 is column x; "matrix16x8": COM
// n is column n from the low byte and column n + 8 from the high one, bit 7 on top. (The backpacks' wiring, Adafruit's
// 878, 870 and 3150, as their drivers have it; which way up the matrices are is in doubt.)
//
// "keys" (false): push buttons between KS0 to KS2 and K1 to K13, as quantities KS0_K1 … KS2_K13; a key counts when it
// has been down for two scans ("Key matrix configuration": 20 ms), and is told until its data has been read and it is
// up.
//
// Attributes: "display", "address" (0x70 = 112 to 119), "keys". In doubt: what it takes (1.6 mA a segment), when
// exactly key data are given up. Not modelled: the INT output, VDD below which the oscillator stops.
#include <array>

#include "peripherals/parts/alphanumeric_digits.hpp"
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
  enum class Display : u8 { digits, matrix8x8, matrix16x8, digits14 };
  void start(bool reading) override { command_follows_ = !reading; }
  void write(u8) override;
  u8 read() override;
  void stop() override {}
  void command(u8);
  bool lit() const;
  double brightness() const;
  SegmentDigits digits() const;
  AlphanumericDigits letters() const;
  double how_much_more() const override;
  void scan();
  u8 key_byte(unsigned at) const;
  bool point(unsigned x, unsigned y) const;

  Display display_;
  u8 address_;
  std::string label_;
  I2cPins i2c_;

  static constexpr unsigned key_columns = 13, key_rows = 3;
  std::vector<emulator::Quantity*> keys_;  // KS0_K1, KS0_K2 …
  emulator::u64 down_ = 0, told_ = 0;      // keys, by bits: down for two scans; told of as pressed
  emulator::Event scan_;
  std::array<u8, 16> ram_{};
  u8 pointer_ = 0, blink_ = 0, dimming_ = 15;
  emulator::i64 blinks_since_ = 0;  // picoseconds
  bool oscillator_ = false, on_ = false, command_follows_ = false;
};

}  // namespace parts
