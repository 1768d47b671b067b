#pragma once
// ROHM BH1750FVI ambient light sensor on I2C (data sheet 11046EDT01, 2011.11).
//
// Quantity: illuminance in lx. Attributes: "address" (0x23 = 35, ADDR low; or 0x5c = 92, high), "noise" in lx (0).
//
// All six measurements, typical times (120 ms, low resolution 16 ms), the measurement time register, power down and
// reset. Not modelled: the spectral response, the tolerance (a real one may tell 0.96 to 1.44 counts per lux). In
// doubt: that low resolution rounds down to its 4 lx.
#include "emulator/time.hpp"
#include "peripherals/parts/i2c_part.hpp"
#include "peripherals/parts/noise.hpp"

namespace parts {

class Bh1750 final : public I2cPart<> {
 public:
  explicit Bh1750(const Setup&);
  void power_on() override;
  void serialize(emulator::State&) override;

  emulator::Duration measuring_time() const;

 private:
  using u8 = emulator::u8;

  void start(bool reading) override;
  void write(u8 opcode) override;
  u8 read() override;
  void stop() override {}
  void measured();

  emulator::Quantity& illuminance_;
  Noise noise_;
  bool powered_ = false, low_byte_ = false;
  u8 mode_ = 0;   // the opcode of the measurement; 0: none
  u8 time_ = 69;  // MTreg
  emulator::u16 counts_ = 0, sent_ = 0;
  emulator::Event measured_;
};

}  // namespace parts
