#pragma once
// INMP441: a microphone that speaks I2S. InvenSense INMP441 data sheet (DS-INMP441-00), "I2S Data Interface".
//
// Terminals: SCK, WS, SD, LR (low or open: it speaks in the left slot, WS low; high: in the right one).
// Quantities: `<part>.loudness` (0; 0 to 1 of full scale), `<part>.pitch` in Hz (440): it hears one sine wave.
// 24 bits, the highest first, one SCK behind the edge of WS; SD is let go in the other slot and behind the 24th bit.
// Not modelled: CHIPEN, start-up time, the highpass, noise, acoustic curves. In doubt: SD changes when SCK falls.
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Inmp441 final : public Part {
 public:
  explicit Inmp441(const Setup&);
  void wired() override;
  void power_on() override { wired(); }
  void serialize(emulator::State&) override;

 private:
  void clock(bool high);
  emulator::i32 sample() const;

  double volts_;
  emulator::Quantity &loudness_, &pitch_;
  LogicInput sck_, ws_, lr_;
  emulator::Terminal sd_;
  bool right_ = false;       // WS at the last rise of SCK
  bool mine_ = false;        // the slot that has begun
  emulator::u32 shift_ = 0;  // what is still to be sent, the next bit highest
  emulator::u32 left_ = 0;   // bits of it
};

}  // namespace parts
