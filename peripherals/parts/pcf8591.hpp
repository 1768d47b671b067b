#pragma once
// NXP PCF8591, 8-bit converter with four inputs and one output on I2C (data sheet rev. 7, sections as in it).
//
// Terminals AIN0 to AIN3, AOUT. Attributes: "address" (0x48 = 72, to 0x4f), "volts": its reference, V_REF - V_AGND (the
// board's supply).
//
// Every byte that is read is of the conversion before: 0x80 after power came (8.3). The four input modes,
// auto-increment, the output. Conversions are of the moment at which a byte begins, as at 100 kHz they are done within
// it. Not modelled: an external clock, V_AGND other than 0 V, the output's settling.
#include <array>

#include "peripherals/parts/i2c_part.hpp"

namespace parts {

class Pcf8591 final : public I2cPart<> {
 public:
  explicit Pcf8591(const Setup&);
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;

  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  void stop() override {}

  u8 convert() const;
  void advance();
  void show();

  std::array<emulator::Terminal, 4> inputs_;
  emulator::Terminal output_;
  double reference_;
  u8 bytes_ = 0, control_ = 0, channel_ = 0, output_code_ = 0, result_ = 0x80;
};

}  // namespace parts
