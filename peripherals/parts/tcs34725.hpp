#pragma once
// ams TCS34725 colour sensor on I2C (TAOS TCS3472 data sheet, August 2012).
//
// Terminals SCL, SDA, INT (open drain). Quantities: red, green, blue:
// irradiance in uW/cm2 of light like that of the LEDs it is specified with, at
// 615, 525 and 465 nm. Attribute: "noise" in counts (0). Address 0x29.
//
// Integration and wait times, gains, saturation, thresholds with persistence,
// INT. Channels answer to the three lights as the middle of "Optical
// characteristics" says. Not modelled: infrared, the module's own LED.
//
// In doubt: the clear channel's counts per uW/cm2 (from memory of that table);
// that the repeated-byte protocol (command type 0) moves on as auto-increment
// does, which drivers that read two bytes so rely on.
#include <array>

#include "emulator/time.hpp"
#include "peripherals/parts/i2c_part.hpp"
#include "peripherals/parts/noise.hpp"

namespace parts {

class Tcs34725 final : public I2cPart<> {
 public:
  explicit Tcs34725(const Setup&);
  void power_on() override;
  void serialize(emulator::State&) override;

  emulator::Duration integration_time() const;
  emulator::Duration wait_time() const;

 private:
  using u8 = emulator::u8;
  using u16 = emulator::u16;

  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  void stop() override {}

  void write_register(u8 address, u8 value);
  void begin();
  void integrated();
  void judge();
  u16 word(u8 address) const { return static_cast<u16>(regs_[address] | regs_[address + 1u] << 8); }
  void show();

  emulator::Terminal int_;
  std::array<emulator::Quantity*, 3> light_;
  Noise noise_;
  u8 pointer_ = 0, high_byte_ = 0;
  bool command_follows_ = false;
  std::array<u8, 0x20> regs_{};
  u8 beyond_ = 0;  // integrations in a row that were
  emulator::Event integrated_;
};

}  // namespace parts
