#pragma once
// Bosch BME280 (humidity, pressure, temperature) and BMP280 (without humidity) on I2C. Data sheets BST-BME280-DS002 and
// BST-BMP280-DS001; sections below are the former's.
//
// Quantities: temperature in degC, pressure in Pa, BME280: humidity in %.
// Attributes: "address" (0x76 = 118, SDO low; or 0x77), "noise" in Pa, "temperature_noise" in degC, BME280:
// "humidity_noise" in % (0). The filter makes it smaller, as oversampling does not here.
//
// Modes, oversampling, standby times, the filter, shadowed reading. Measurements take their typical time (9.1).
// Not modelled: SPI (3-wire SPI neither: spi3w_en keeps what is written), self-heating, the response time of the
// humidity sensor. In doubt: in normal mode `config` can be written here, the data sheet says it "may" be ignored
// (5.4.6).
#include <array>

#include "emulator/time.hpp"
#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/noise.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Bmp280 : public Part, private emulator::I2cTarget {
 public:
  explicit Bmp280(const Setup& setup) : Bmp280(setup, false) {}
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

  emulator::Duration measuring_time() const;
  emulator::Duration standby_time() const;

 protected:
  Bmp280(const Setup&, bool humid);

 private:
  using u8 = emulator::u8;
  using u32 = emulator::u32;

  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  void stop() override {}

  u8 read_register(u8 address) const;
  void write_register(u8 address, u8 value);
  void write_control(u8 value);
  void control(u8 value);
  void reset();
  void step();
  void begin();
  void measured();
  u32 converted(double reading, double& memory, unsigned oversampling) const;

  I2cPins i2c_;
  emulator::Quantity &temperature_, &pressure_, *humidity_;
  Noise noise_, temperature_noise_;
  std::optional<Noise> humidity_noise_;
  u8 address_;

  u8 pointer_ = 0;
  bool pointer_follows_ = false;
  u8 ctrl_hum_ = 0, humidity_oversampling_ = 0;  // the latter is what ctrl_hum was when ctrl_meas was written
  u8 ctrl_meas_ = 0, next_ctrl_meas_ = 0, config_ = 0;
  bool measuring_ = false, waits_ = false;           // next_ctrl_meas_ waits for the end of the measurement
  std::array<u8, 8> data_{}, shadow_{};              // 0xf7 …
  double old_temperature_ = -1, old_pressure_ = -1;  // the filter's memory; below 0 there is none
  emulator::Time loaded_{};                          // when the trimming values have been copied
  emulator::Event step_;
};

class Bme280 final : public Bmp280 {
 public:
  explicit Bme280(const Setup& setup) : Bmp280(setup, true) {}
};

}  // namespace parts
