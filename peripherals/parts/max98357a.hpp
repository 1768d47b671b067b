#pragma once
// MAX98357A: an amplifier that takes I2S and drives a loudspeaker between its two outputs. Analog Devices (Maxim)
// MAX98357A/MAX98357B data sheet, "I2S Timing", "SD_MODE and Shutdown Operation", "Gain".
//
// Terminals: BCLK, LRC, DIN, SD, plus, minus. SD chooses by its voltage: below 0.16 V off, below 0.77 V both channels
// mixed, below 1.4 V the right one, above it the left one; open, as on most modules, mixed.
// Attributes: "gain_db" (9), "volts" of its own supply (5).
// It reads levels, so any controller that moves its lines will do: the ESP32's I2S, a PIO program. Slots have as many
// bits as they have clocks, up to 32.
// Readings: rate in Hz (frames a second; 0: no clock), left and right (-1 to 1).
// Not modelled: the pin GAIN, class D (the outputs carry what a filter behind them would leave), start-up times and
// clicks, its own current. In doubt: when missing clocks silence it (1 ms).
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Max98357a final : public Part {
 public:
  explicit Max98357a(const Setup&);
  void wired() override;
  void power_on() override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 private:
  void clock();
  void slot_over(bool right);
  void put_out();

  double supply_, peak_;
  LogicInput bclk_, lrc_, din_;
  emulator::Terminal sd_, plus_, minus_;
  bool sd_wired_;
  bool right_ = false;
  emulator::u32 shift_ = 0, bits_ = 0;
  double left_value_ = 0, right_value_ = 0;
  emulator::Time framed_{};     // when the last frame ended
  emulator::Duration frame_{};  // between the last two
  emulator::Event silence_;
};

}  // namespace parts
