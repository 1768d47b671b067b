#pragma once
// Microchip MCP4725 digital to analog converter, 12 bits, on I2C (data sheet DS22039; sections as in it).
//
// Terminals SCL, SDA, OUT. Attributes: "address" (0x60 = 96; Adafruit's board: 98), "volts" of the supply (the
// board's). The EEPROM is part of a snapshot and kept in no file. Not modelled: general calls, slew rate, errors. In
// doubt: the factory's content of the EEPROM (the middle); a write cycle takes its typical 25 ms.
#include "emulator/i2c.hpp"
#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Mcp4725 final : public Part, private emulator::I2cTarget {
 public:
  explicit Mcp4725(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  using u16 = emulator::u16;
  // Power-down bits above twelve bits of data.
  static constexpr u16 setting(unsigned power_down, unsigned data) {
    return static_cast<u16>((power_down & 3) << 12 | (data & 0xfff));
  }

  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  void stop() override {}
  void take(u16 setting, bool keep);
  void show();
  bool busy() const { return machine_.now() < busy_until_; }

  I2cPins pins_;
  emulator::Terminal out_;
  u8 address_;
  double volts_;
  u16 dac_ = setting(0, 0x800), kept_ = setting(0, 0x800);
  unsigned position_ = 0;  // of the byte in the message
  u8 command_ = 0, high_ = 0;
  emulator::Time busy_until_{};
};

}  // namespace parts
