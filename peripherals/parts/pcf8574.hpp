#pragma once
// PCF8574 I2C expander: eight quasi-bidirectional pins, low by a transistor, high by 100 uA. NXP data sheet rev. 5,
// 8.1 (pins), 8.2 (writing), 8.3 (reading), 8.5 (INT), table 8.
//
// Attributes: "address" (0x20 = 32 to 39; PCF8574A: 0x38 = 56 to 63), "volts". Terminals SCL, SDA, P0 … P7, INT.
// Not modelled: the strong pull-up during half a clock after a high is written.
#include <array>
#include <memory>

#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Pcf8574 final : public Part, private emulator::I2cTarget {
 public:
  explicit Pcf8574(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  void start(bool) override {}
  void write(u8) override;
  u8 read() override;
  void stop() override {}
  u8 seen() const;
  void drive();
  void look();  // at what INT tells of

  std::string label_;
  double volts_;
  u8 address_;
  I2cPins i2c_;
  emulator::Terminal int_;
  std::array<std::unique_ptr<emulator::Terminal>, 8> pins_;
  u8 latch_ = 0xff;
  u8 known_ = 0xff;  // what the pins were when they were read or written last
  bool writing_ = false;
};

}  // namespace parts
