#pragma once
// InvenSense MPU-6050 accelerometer, gyroscope and thermometer on I2C (product specification PS-MPU-6000A, register map
// RM-MPU-6000A-00 rev. 4.2; register numbers are its sections' names).
//
// Quantities: acceleration_x, _y, _z in g, rotation_x, _y, _z in degrees per second, temperature in degC.
// Attributes: "address" (0x68 = 104, AD0 low; or 0x69), "axes", "volts" of the supply (the board's), "noise"
// in g and "rotation_noise" in degrees per second (0).
//
// Sleep and reset, full scales, sample rates, standby of single axes, data ready with its pin and latch, user
// registers. Not modelled (told when it is switched on; registers keep what is written): FIFO, the auxiliary I2C
// controller, the motion processor (DMP), motion detection, self-test's deflection, cycle mode, the start-up time of
// the gyroscope, the filter's delay.
#include <array>

#include "emulator/time.hpp"
#include "peripherals/parts/axes.hpp"
#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/noise.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Mpu6050 final : public Part, private emulator::I2cTarget {
 public:
  explicit Mpu6050(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

  emulator::Duration period() const;  // of samples

 private:
  using u8 = emulator::u8;

  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  void stop() override {}

  u8 read_register(u8 address);
  void write_register(u8 address, u8 value);
  void reset();
  void power_changed();
  void tell_gaps(u8 address, u8 value);
  void sample();
  void put(u8 address, double value);
  void taken();
  void interrupt(bool asserted);

  I2cPins i2c_;
  emulator::Terminal int_;
  std::array<emulator::Quantity*, 3> acceleration_, rotation_;
  emulator::Quantity& temperature_;
  Axes axes_;
  u8 address_;
  double volts_;
  Noise noise_, rotation_noise_;

  u8 pointer_ = 0;
  bool pointer_follows_ = false;
  std::array<u8, 0x76> regs_{};
  std::array<u8, 14> shadow_{};  // the outputs as they were when reading began
  emulator::Event sample_, pulse_end_;
};

}  // namespace parts
