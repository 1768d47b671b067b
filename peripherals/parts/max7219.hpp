#pragma once
// Maxim MAX7219 LED drivers in a chain, each with a matrix of 8 x 8 LEDs or eight digits. Data sheet 19-4452 rev. 4,
// "Serial-addressing modes", tables 2 to 10.
//
// Bits are shifted in at every rising edge of CLK; when CS (LOAD) rises each driver takes the last sixteen that it has.
// The first bits go farthest. The matrices stand as on the usual modules in a row (FC-16): DIN at the right, digit 0 on
// top, D7 on the left. Of rows of digits, digit 0 is the rightmost, and the module at DIN too (a doubt: they have no
// data sheet).
//
// Attributes: "modules" (1, up to 32), "display" ("matrix", "digits"), "volts". Not modelled: DOUT (a chain is one
// part), the current that a resistor sets, the digits' multiplexing (light is what it makes: intensity and scan limit).
#include <array>
#include <vector>

#include "peripherals/parts/part.hpp"
#include "peripherals/parts/segment_digits.hpp"
#include "peripherals/parts/shift_pins.hpp"

namespace parts {

class Max7219 final : public Part {
 public:
  explicit Max7219(const Setup&);
  void wired() override;
  void power_on() override;
  std::optional<Picture> picture() const override;
  std::optional<std::string> text() override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  struct Driver {
    std::array<u8, 8> digits{};
    u8 decode = 0, intensity = 0, scan_limit = 0;
    bool on = false, test = false;
    void write(u8 address, u8 data);
    u8 lines(unsigned digit) const;  // D7: the decimal point, D6: a … D0: g
    double brightness() const;
    double milliamps() const;
    void serialize(emulator::State&);
  };
  void shift(bool bit);
  void load(bool level);
  SegmentDigits digits() const;
  double how_much_more() const override;

  std::string label_;
  bool matrix_;
  ShiftPins pins_;
  LogicInput cs_;
  std::vector<Driver> drivers_;       // from DIN on
  std::vector<emulator::u16> shift_;  // likewise
};

}  // namespace parts
