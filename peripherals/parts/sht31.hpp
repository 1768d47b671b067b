#pragma once
// Sensirion SHT31-DIS humidity and temperature sensor on I2C (data sheet "SHT3x-DIS", version 6, sections as in it).
//
// Quantities: temperature in degC, humidity in %. Attributes: "address" (0x44 = 68, ADDR low; or 0x45),
// "noise" in degC and "humidity_noise" in % (0).
//
// Single shots with and without clock stretching, periodic measurement with Fetch Data, ART, break, soft reset, heater
// bit, status register, checksums. Measurements take their longest time (table 4). Not modelled: ALERT and its limits,
// general call reset, nRESET, what the heater warms.
#include <vector>

#include "emulator/time.hpp"
#include "peripherals/parts/i2c_part.hpp"
#include "peripherals/parts/noise.hpp"

namespace parts {

class Sht31 final : public I2cPart<> {
 public:
  explicit Sht31(const Setup&);
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  using u16 = emulator::u16;

  bool acknowledges(bool reading) const override;
  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  bool stretches() const override;
  void stop() override { reading_ = false; }

  void command(u16 code);
  void measure(emulator::Duration);
  void measured();
  void answer(std::vector<u16> words);
  void reset();

  emulator::Quantity &temperature_, &humidity_;
  Noise noise_, humidity_noise_;
  u8 bytes_ = 0, high_ = 0;  // of the command that is being written
  u16 status_ = 0;
  bool reading_ = false, stretching_ = false;  // the shot under way holds SCL when it is read
  bool fresh_ = false;                         // a periodic measurement that nobody has fetched
  std::vector<u8> out_, measurement_;
  unsigned sent_ = 0;
  emulator::Duration period_{}, shot_{};  // period_ is 0 in single-shot mode
  emulator::Event measured_;
};

}  // namespace parts
