#pragma once
// A character display with the usual I2C backpack: a PCF8574 whose P0 is RS, P1 RW, P2 E, P3 the backlight, P4 to P7
// DB4 to DB7. (These boards have no data sheet; the wiring is that of all drivers.)
//
// Attributes: "address" (0x27 = 39; 0x20 to 0x27, 0x38 to 0x3f), "columns" (16), "rows" (2).
#include "peripherals/parts/hd44780_core.hpp"
#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class LcdI2c final : public Part, private emulator::I2cTarget {
 public:
  explicit LcdI2c(const Setup&);
  void wired() override;
  void power_on() override;
  std::optional<std::string> text() override { return core_.text(); }
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  void start(bool) override {}
  void write(u8) override;
  u8 read() override;
  void stop() override {}

  Hd44780Core core_;
  std::string label_;
  I2cPins i2c_;
  u8 address_;
  u8 latch_ = 0xff;
};

}  // namespace parts
