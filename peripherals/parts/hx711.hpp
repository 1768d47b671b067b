#pragma once
// Avia Semiconductor HX711, 24-bit converter for bridges ("24-Bit Analog-to-Digital Converter (ADC) for Weigh Scales"),
// on the usual module.
//
// Terminals SCK (PD_SCK), DT (DOUT), E+ (AVDD, which feeds the bridge), A+, A-, B+, B-. Attributes: "volts" of the
// supply (the board's), "rate": 10 or 80 conversions a second (10), "avdd": the module's regulator (4.3, or 0.1 V less
// than the supply), "noise" in V at the input (0).
//
// Conversions at their rate, channel and gain by 25 to 27 pulses, four conversions until it has settled after a change,
// reset or power-down, which 60 us high on SCK are. A bridge without load gives code 0. Not modelled: the offset and
// the drift of a real one, external clocks.
//
// DT is high for 75 us before each new result where the one before has not been fetched (measured:
// olkal/HX711_ADC, issue 81). In doubt: 24 pulses or more than 27 change nothing.
#include "emulator/time.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/noise.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Hx711 final : public Part {
 public:
  explicit Hx711(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  void clock(bool high);
  void converted();
  void reset();
  void settle(int conversions);
  emulator::i32 convert();

  double volts_;
  LogicInput sck_;
  emulator::Terminal dt_, excitation_, a_plus_, a_minus_, b_plus_, b_minus_;
  double avdd_;
  emulator::Duration period_;
  Noise noise_;
  emulator::u8 pulses_ = 0;
  emulator::u8 chosen_ = 25;  // pulses: 25 A with gain 128, 26 B with 32, 27 A with 64
  emulator::i32 result_ = 0;
  bool down_ = false;
  emulator::Event converted_, update_, power_down_;
};

}  // namespace parts
