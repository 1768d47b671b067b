#pragma once
// Maxim MAX31855K converter for thermocouples of type K, on SPI (data sheet
// 19-5793 rev. 5).
//
// Terminals SCK, MISO, CS. Quantities: temperature in degC of the
// thermocouple's tip, ambient in degC of the chip; open, short_to_ground,
// short_to_supply: 1 where the thermocouple is so. Attributes: "volts" of the
// supply (the board's), "noise" in degC (0).
//
// It measures the voltage and counts 41.276 uV a degree, as the real one does,
// so it is off where type K is not straight; 100 ms a conversion, none while CS
// is low. Not modelled: types J, N, S, T, E, R. In doubt: what the temperature
// says during a fault (here the ends of its range).
#include "emulator/time.hpp"
#include "peripherals/parts/noise.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/spi_pins.hpp"

namespace parts {

// Tables 2 to 5. Temperatures in quarters and sixteenths of a degree; faults: 1
// open, 2 to ground, 4 to the supply.
emulator::u32 max31855_word(int quarters, int sixteenths, unsigned faults);

class Max31855 final : public Part, private emulator::SpiByteDevice {
 public:
  explicit Max31855(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  using u8 = emulator::u8;

  bool selected() const override { return pins_.selected(); }
  u8 reply() const override;
  void received(u8 byte) override;
  void select(bool);
  void convert();

  SpiPins pins_;
  emulator::Quantity &temperature_, &ambient_, &open_, &to_ground_, &to_supply_;
  Noise noise_;
  emulator::u32 word_ = 0;
  u8 sent_ = 0;  // bytes
  emulator::Event converted_;
};

}  // namespace parts
