#pragma once
// A rotary encoder with a push button, as on a KY-040: contacts CLK (A), DT (B) and SW to ground, with pull-ups.
//
// Quantities: `steps`, the detents it has been turned by, clockwise upwards; it turns there at "detents_per_second"
// (20). One named like the part: 1 while it is pressed. Attributes: "bounce" of all contacts, in milliseconds (0);
// "pull_ohms" (10000) from CLK and DT to "volts" (the board's). SW has no pull-up on a KY-040, and none here.
//
// A detent is one whole cycle of both contacts, open at rest; clockwise, CLK closes first (in doubt: makes
// differ in that, and no sheet was at hand).
#include <array>

#include "peripherals/parts/bouncing_contact.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class RotaryEncoder final : public Part {
 public:
  explicit RotaryEncoder(const Setup&);
  void wired() override { turn(); }
  void serialize(emulator::State&) override;

 private:
  void turn();
  void show();
  emulator::i64 wanted() const;

  std::string label_;
  double volts_, pull_ohms_;
  emulator::Terminal clk_, dt_, sw_;
  emulator::Quantity &steps_, &finger_;
  BouncingContact a_, b_, push_;
  emulator::Duration quarter_;
  emulator::i64 position_ = 0;  // in quarters of a detent
  emulator::Event next_;
};

}  // namespace parts
