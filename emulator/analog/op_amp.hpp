#pragma once
// An operational amplifier: one pole, slew rate, rails; no input current, no output resistance. It is the pole that
// makes comparators and oscillators go over from one state to the other as real ones do. Legs: plus, minus, out,
// positive supply, negative supply. Not modelled: offset, input range, limits of the output's current, the amplifier's
// own consumption.
#include "emulator/analog/element.hpp"

namespace emulator::analog {

class OpAmp final : public Element {
 public:
  struct Model {
    double gain = 1e5;
    double bandwidth = 1e6;                      // gain times bandwidth, in Hz
    double slew = 0.5e6;                         // volts per second
    double headroom_high = 0, headroom_low = 0;  // volts that the output stays away from its supplies
  };
  OpAmp(std::string name, Terminal& plus, Terminal& minus, Terminal& out, Terminal& high, Terminal& low, Model model)
      : Element(std::move(name), {&plus, &minus, &out, &high, &low}), model_(model) {}

  unsigned extra_unknowns() const override { return 2; }  // the output's current, and the volts behind it
  bool extra_is_current(unsigned n) const override { return n == 0; }
  bool linear() const override { return false; }
  const Storage* storage() const override { return &inner_; }
  Node storage_plus() const override { return extra(1); }
  Node storage_minus() const override { return ground(); }
  void stamp(Stamp&) const override;
  double amps(unsigned leg, const Look&) const override;
  bool links(unsigned a, unsigned b, const Look&) const override { return a == 2 && b == 2; }

 private:
  Model model_;
  Storage inner_{Storage::Kind::capacitor, 1, 0};  // of one farad, so that amperes are volts per second
};

}  // namespace emulator::analog
