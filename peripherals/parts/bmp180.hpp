#pragma once
// Bosch BMP180 (and BMP085) pressure and temperature sensor on I2C (data sheet BST-BMP180-DS000, sections as in it).
//
// Quantities: temperature in degC, pressure in Pa. Attributes: "noise" in Pa, "temperature_noise" in degC (0). Address
// 0x77. The trimming values are those of the data sheet's example.
//
// Conversions take their longest time (table 8), with SCO set meanwhile. In doubt: that a command during a conversion
// begins a new one.
#include <array>

#include "emulator/time.hpp"
#include "peripherals/parts/i2c_part.hpp"
#include "peripherals/parts/i2c_registers.hpp"
#include "peripherals/parts/noise.hpp"

namespace parts {

class Bmp180 final : public I2cPart<I2cRegisters> {
 public:
  explicit Bmp180(const Setup&);
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;

  u8 read_register(u8 address) override;
  void write_register(u8 address, u8 value) override;
  void converted();

  emulator::Quantity &temperature_, &pressure_;
  Noise noise_, temperature_noise_;
  u8 control_ = 0;
  std::array<u8, 3> out_{};
  emulator::Event converted_;
};

}  // namespace parts
