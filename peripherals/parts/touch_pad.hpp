#pragma once
// A piece of metal to touch, for chips that measure a pin's capacitance. Its quantity, named like the part, is how much
// of a finger lies on it: 0 none, 1 a whole one.
//
// What hangs on a net beside the chip's own pad is a quantity of the world, "<net>.capacitance", which such chips look
// at; several pads on one net add up. Attributes: "picofarads" of the metal and its wire (5), "finger_picofarads" that
// a finger adds (60). Not modelled: what a finger brings along from the mains.
#include "peripherals/parts/part.hpp"

namespace parts {

// In picofarad; 0 if nothing is known to hang on the net.
double capacitance_on(emulator::World&, const emulator::Net&);

class TouchPad final : public Part {
 public:
  explicit TouchPad(const Setup&);
  void wired() override;
  void serialize(emulator::State&) override;

 private:
  void show();

  emulator::Terminal pad_;
  emulator::Quantity& finger_;
  double picofarads_, finger_picofarads_;
  emulator::Quantity* on_net_ = nullptr;
  double shown_ = 0;  // its share of that
};

}  // namespace parts
