#pragma once
// A passive infrared motion sensor, as an HC-SR501: OUT is high while something moves and for a while after.
//
// Quantity: motion, 1 while somebody moves before it. Attributes: "hold" in seconds (3; the module's left trimmer: 3 to
// 300), "block" (2.5), for which it sees nothing after OUT fell, "retrigger" (true; the module's jumper H: motion
// during the hold time prolongs it), "warm_up" in seconds (0) after power came, in which it sees nothing;
// "output_volts" (3.3).
//
// In doubt, as no sheet was at hand: the times, above all the block time, which sheets differ about. The module
// needs up to a minute after power came, with false alarms, which are not modelled. Not modelled: range and angle.
#include "peripherals/parts/part.hpp"

namespace parts {

class Pir final : public Part {
 public:
  explicit Pir(const Setup&);
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  enum class State : emulator::u8 { blind, waiting, seeing };
  bool moves() const { return motion_.value() >= 0.5; }
  void moved();
  void over();
  void see();

  emulator::Terminal out_;
  emulator::Quantity& motion_;
  emulator::Duration hold_, block_, warm_up_;
  bool retrigger_;
  double volts_;
  State state_ = State::waiting;
  emulator::Event over_;
};

}  // namespace parts
