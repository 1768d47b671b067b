#pragma once
// An infrared receiver module for 38 kHz (VS1838B, TSOP38238), and a remote
// control that speaks NEC's protocol pointed at it.
//
// Terminal OUT: high without light, low during a burst, with the module's 30
// kohm pull-up. Quantity: key: the command (0 to 255) of the button that a
// finger holds down, -1 when none is. Attributes: "address" of the remote (0;
// above 255 it is an extended one of 16 bits), "volts" of the supply (the
// board's).
//
// A frame for every press, then a repeat code every 108 ms while the button is
// held; a frame under way is finished. Not modelled: bursts that the receiver
// makes longer or shorter by some tens of microseconds, disturbances, distance.
#include "emulator/time.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class IrReceiver final : public Part {
 public:
  explicit IrReceiver(const Setup&);
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  void pressed();
  void frame();
  void step();
  emulator::Duration length(unsigned interval) const;  // of mark or space n of the frame
  unsigned intervals() const;
  void show(bool burst);

  emulator::Terminal out_;
  emulator::Quantity& key_;
  unsigned address_;
  double volts_;
  emulator::u32 code_ = 0;     // the four bytes, the first bit lowest
  int held_ = -1;              // the key of the frame
  bool repeats_ = false;       // the frame is a repeat code
  emulator::u8 interval_ = 0;  // of the frame; even ones are bursts
  emulator::Event step_, next_;
};

}  // namespace parts
