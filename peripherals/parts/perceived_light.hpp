#pragma once
// What an eye makes of a lamp that flickers. Its light passes three low-pass stages of 12 ms, which fuses what flickers
// at 50 Hz to a few per cent of ripple and still follows a fast animation (de Lange 1958: the eye's response to flicker
// falls off like that of a cascade of RC stages).
#include "emulator/state.hpp"
#include "emulator/time.hpp"

namespace parts {

class PerceivedLight {
 public:
  void set(double light, emulator::Time now);  // from now on
  double average(emulator::Time now) const;    // in the unit of `light`
  void serialize(emulator::State&);

 private:
  static constexpr unsigned stages = 3;
  void advance(emulator::Time);
  double light_ = 0;
  double seen_[stages] = {};  // after each stage
  emulator::Time since_{};    // when `seen_` was true
};

// Lightness L* of CIE 1976 (CIE 15:2004, 8.2.1), 0 … 1, of a light from 0 to 1.
double lightness(double light);

}  // namespace parts
