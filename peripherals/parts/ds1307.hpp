#pragma once
// Maxim DS1307 clock with 56 bytes of RAM on I2C (data sheet 19-5004).
//
// Terminals SCL, SDA, SQW (open drain). Attribute "time": "2024-02-29 23:59:58" it was set to when the run begins;
// without it the oscillator stands (CH), as in a fresh one, at 2000-01-01 00:00:00. Address 0x68.
//
// A battery keeps clock and RAM whatever happens to the board. Not modelled: the 5 V that a real one needs to be
// written to, its crystal's error. In doubt: the square wave's phase.
#include "peripherals/parts/clock_chip.hpp"

namespace parts {

class Ds1307 final : public ClockChip {
 public:
  explicit Ds1307(const Setup&);
  void wired() override;
  void serialize(emulator::State&) override;

 private:
  u8 read_register(u8 address) override;
  void write_register(u8 address, u8 value) override;
  u8 following(u8 address) const override { return (address + 1) & 0x3f; }
  bool runs() const override;
  double wave_hertz() const override;
  bool low_without_wave() const override;

  std::array<u8, 57> beyond_{};  // from 0x07: control, RAM
};

}  // namespace parts
