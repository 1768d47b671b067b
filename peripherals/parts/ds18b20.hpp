#pragma once
// Analog Devices (Maxim) DS18B20 thermometer on 1-Wire (data sheet 19-7487 rev. 6).
//
// Quantity: temperature in degC. Attributes: "family" (40 = 0x28) and "serial" of its ROM code (without it one made
// from the part's name), "pull_ohms" of a pull-up on its module (0: none, the circuit has one), "parasite" (false): how
// it answers Read Power Supply; "volts" (the board's supply), "noise" in degC (0).
//
// Conversions take their longest time. A parasite-powered one draws 1.5 mA while it converts or copies: where the line
// is not held up by something stronger than a pull-up ("Powering the DS18B20"), it starts anew, and 85 degC is read.
//
// Not modelled: accuracy. In doubt: what it measures is that at the end of the conversion; bits undefined at lower
// resolutions are zero; a parasite-powered one gets 100 us for the strong pull-up, the rest of the command's last bit
// and 10 us by the data sheet.
#include <array>

#include "peripherals/parts/noise.hpp"
#include "peripherals/parts/one_wire.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Ds18b20 final : public Part, private OneWireSlave {
 public:
  explicit Ds18b20(const Setup&);
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;
  using i16 = emulator::i16;

  void command(u8 code) override;
  void received(unsigned index, u8 byte) override;
  void line_fell() override;
  bool idle_bit() const override;
  bool alarmed() const override;
  void converted();
  void copied();
  void work(emulator::Event&, emulator::Duration);
  void rest();
  void starve();
  std::vector<u8> scratchpad() const;

  emulator::Quantity& temperature_;
  std::string label_;
  bool parasite_;
  i16 reading_ = 0;               // sixteenths of a degree
  std::array<u8, 3> settings_{};  // TH, TL, configuration
  std::array<u8, 3> kept_;        // the same in EEPROM
  u8 function_ = 0;
  Noise noise_;
  emulator::Event convert_, copy_, draw_;
};

}  // namespace parts
