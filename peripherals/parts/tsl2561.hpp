#pragma once
// TAOS (ams) TSL2561 light sensor with a diode for light with infrared and one for infrared, on I2C (data sheet
// TAOS059N; the TMB and other packages of type T, FN, CL).
//
// Terminals SCL, SDA, INT (open drain). Quantity: illuminance in lx. Attributes: "address" (0x39 = 57; 0x29, 0x49),
// "infrared": counts of channel 1 per count of channel 0 (0.25 as daylight; fluorescent lamps 0.15, bulbs 0.65),
// "noise" in lx (0).
//
// The counts are those from which the data sheet's formulas for lux ("Calculating lux") give the quantity. All
// integration times, manual integration, gain, saturation, thresholds with persistence, INT as level and test. Not
// modelled: SMBus's alert response. In doubt: the part number 5 in ID, which drivers want (the data sheet says 1).
#include <array>

#include "emulator/time.hpp"
#include "peripherals/parts/i2c_part.hpp"
#include "peripherals/parts/noise.hpp"

namespace parts {

class Tsl2561 final : public I2cPart<> {
 public:
  explicit Tsl2561(const Setup&);
  void power_on() override;
  void serialize(emulator::State&) override;

  emulator::Duration integration_time() const;

 private:
  using u8 = emulator::u8;
  using u16 = emulator::u16;

  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  void stop() override {}

  u8 read_register(u8 address) const;
  void write_register(u8 address, u8 value);
  bool powered() const;
  bool manual() const;
  void time_manually(bool begins);
  void begin();
  void integrated();
  void measure(double milliseconds);
  void judge();
  u16 word(u8 address) const { return static_cast<u16>(regs_[address] | regs_[address + 1u] << 8); }
  void show();

  emulator::Terminal int_;
  emulator::Quantity& illuminance_;
  double infrared_;
  Noise noise_;

  u8 pointer_ = 0;
  bool command_follows_ = false, ignores_ = false;
  std::array<u8, 16> regs_{};
  u8 beyond_ = 0;  // integrations in a row that were
  bool interrupts_ = false;
  emulator::Time manual_since_{};
  emulator::Event integrated_;
};

}  // namespace parts
