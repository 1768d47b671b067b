#pragma once
// Maxim DS3231 clock with a compensated crystal and a thermometer on I2C (data sheet 19-5170, rev. 10).
//
// Terminals SCL, SDA, SQW (its /INT/SQW, open drain), 32K (open drain). Quantity: temperature in degC. Attribute
// "time": "2024-02-29 23:59:58" it was set to when the run begins; without it, it goes from 2000-01-01 00:00:00 with
// OSF set. Address 0x68.
//
// Both alarms, square wave, temperature every 64 s and by CONV. A battery keeps it whatever happens to the board. Not
// modelled: running on the battery with its switched-off pins (EOSC, BBSQW keep what is written), aging, accuracy.
#include "peripherals/parts/clock_chip.hpp"

namespace parts {

class Ds3231 final : public ClockChip {
 public:
  explicit Ds3231(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  u8 read_register(u8 address) override;
  void write_register(u8 address, u8 value) override;
  u8 following(u8 address) const override { return address >= 0x12 ? u8{0} : static_cast<u8>(address + 1); }
  bool runs() const override { return true; }
  void second() override;
  double wave_hertz() const override;
  bool low_without_wave() const override;

  u8& reg(u8 address) { return beyond_[address - 7u]; }
  u8 reg(u8 address) const { return beyond_[address - 7u]; }
  bool matches(u8 alarm, Calendar::Field from) const;
  void begin_conversion();
  void convert();
  void half_of_32k();

  emulator::Quantity& temperature_;
  emulator::Terminal out_32k_;
  std::array<u8, 12> beyond_{};  // from 0x07
  u8 until_conversion_ = 0;      // seconds
  bool low_32k_ = false;
  emulator::Event converted_, wave_32k_;
};

}  // namespace parts
