#pragma once
// Winsen MH-Z19 (MH-Z19B) infrared sensor for carbon dioxide ("User's Manual",
// version 1.0).
//
// Terminals RX, TX (9600 baud), PWM. Quantities: co2 in ppm, temperature in
// degC. Attributes: "range" in ppm (5000; or 2000), "t90": seconds until it
// tells nine tenths of a change (0; the manual promises less than 120),
// "warm_up": seconds in which it tells 400 ppm (0; the manual says 180),
// "noise" in ppm (0).
//
// Commands: read (0x86), range (0x99), zero (0x87), span (0x88), automatic zero
// (0x79, which does nothing here). In doubt: what the manual calls reserved:
// the temperature, 40 more, is where other people found it. Not modelled: HD.
#include <array>

#include "emulator/time.hpp"
#include "peripherals/parts/noise.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/serial_port.hpp"

namespace parts {

class MhZ19 final : public Part {
 public:
  explicit MhZ19(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;
  std::vector<Reading> readings() override;

 private:
  using u8 = emulator::u8;

  void heard(u8 byte);
  void command();
  void answer(std::array<u8, 9> bytes);
  double sensed() const;  // by the cell, in ppm
  double told();          // after calibration
  void settle();
  void pulse();

  SerialPort port_;
  emulator::Terminal pwm_;
  emulator::Quantity &co2_, &temperature_;
  double volts_, t90_;
  emulator::Duration warm_up_;
  Noise noise_;
  double range_, zero_ = 0, span_ = 1;
  double from_ = 400, to_ = 400;  // of a change under way
  emulator::Time since_{}, warm_{};
  std::array<u8, 9> in_{};
  u8 received_ = 0;
  bool high_ = false;
  emulator::Event pulse_;
};

}  // namespace parts
