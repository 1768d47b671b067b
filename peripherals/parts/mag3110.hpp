#pragma once
// NXP (Freescale) MAG3110 three-axis magnetometer on I2C (data sheet MAG3110 Rev. 9; sections as in it).
//
// Quantities magnetic_field_x, _y, _z in uT in the board's axes, and temperature in degC.
// Attributes: "address" (0x0e = 14), "axes", "volts" of the supply (the board's), "noise" in uT (0).
//
// Not modelled: the sensor's own offset, what AUTO_MRST_EN and Mag_RST do to a magnetised sensor, the die
// temperature's unknown offset (DIE_TEMP reads the true temperature).
#include <array>

#include "emulator/time.hpp"
#include "peripherals/parts/axes.hpp"
#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/i2c_registers.hpp"
#include "peripherals/parts/noise.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Mag3110 final : public Part, private I2cRegisters {
 public:
  explicit Mag3110(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

  emulator::Duration period() const;  // between samples

 private:
  using u8 = emulator::u8;
  using i16 = emulator::i16;

  u8 read_register(u8 address) override;
  void write_register(u8 address, u8 value) override;
  u8 following(u8 address) const override;

  u8 read_output(u8 address);
  void write_control1(u8 value);
  void reset();
  void sample();
  bool active() const;
  void update();  // INT1, from the state

  I2cPins i2c_;
  emulator::Terminal int1_;
  std::array<emulator::Quantity*, 3> field_;
  emulator::Quantity& temperature_;
  Axes axes_;
  Noise noise_;
  u8 address_;
  double volts_;

  std::array<u8, 0x12> regs_{};
  std::array<i16, 3> out_{};
  std::array<u8, 3> latched_{};
  u8 status_ = 0;
  emulator::Event sample_;
};

}  // namespace parts
