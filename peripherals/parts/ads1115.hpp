#pragma once
// Texas Instruments ADS1115, 16-bit converter with four inputs on I2C (data sheet SBAS444B, sections as in it), and the
// ADS1015, its sibling with twelve bits and higher rates (SBAS473).
//
// Terminals A0 to A3, ALRT. Attributes: "address" (0x48 = 72, ADDR at GND; to 0x4b), "volts" of the supply (the
// board's), "noise" in V (0).
//
// Multiplexer, gains, rates, single shots, continuous conversion, the comparator with window, latch, queue and
// polarity, ALRT as conversion ready. A conversion takes one period of its rate, and is of what the inputs are at its
// end (the converter averages over it). Inputs are clamped to the supply; that they load the circuit (some megaohms),
// general call reset and SMBus's alert response are not modelled.
#include <array>

#include "emulator/time.hpp"
#include "peripherals/parts/i2c_part.hpp"
#include "peripherals/parts/noise.hpp"

namespace parts {

class Ads1115 : public I2cPart<> {
 public:
  explicit Ads1115(const Setup& setup) : Ads1115(setup, 16) {}
  void power_on() override;
  void serialize(emulator::State&) override;

  emulator::Duration conversion_time() const;

 protected:
  Ads1115(const Setup&, unsigned bits);

 private:
  using u8 = emulator::u8;
  using i16 = emulator::i16;
  using u16 = emulator::u16;

  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  void stop() override {}

  u16 word() const;
  void configure(u16 value);
  void converted();
  double volts(unsigned input) const;
  i16 convert();
  void compare(i16 code);
  bool tells_ready() const;
  void alert(bool active);

  std::array<emulator::Terminal, 4> inputs_;
  emulator::Terminal alert_;
  unsigned bits_;
  double supply_;
  Noise noise_;

  u8 pointer_ = 0, bytes_ = 0, high_ = 0;
  u16 config_ = 0;
  i16 conversion_ = 0, low_ = 0, high_threshold_ = 0;
  u8 beyond_ = 0;  // conversions in a row that were
  bool alerts_ = false;
  emulator::Event converted_, ready_end_;
};

class Ads1015 final : public Ads1115 {
 public:
  explicit Ads1015(const Setup& setup) : Ads1115(setup, 12) {}
};

}  // namespace parts
