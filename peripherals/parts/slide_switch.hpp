#pragma once
// A slide switch: joins `common` with `a` or with `b`. Its quantity, named like the part, is 0 for `a` and 1 for `b`.
// A switch with two terminals is one with `b` left open.
// Not modelled: bounce.
#include "emulator/analog/passive.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class SlideSwitch final : public Part {
 public:
  explicit SlideSwitch(const Setup&);
  void wired() override;
  void serialize(emulator::State&) override;

 private:
  bool at_b() const { return position_.value() >= 0.5; }

  emulator::Terminal common_, a_, b_;
  emulator::Quantity& position_;
  emulator::analog::Resistor to_a_, to_b_;
};

}  // namespace parts
