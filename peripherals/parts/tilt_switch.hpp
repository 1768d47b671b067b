#pragma once
// A tilt switch with balls, as an SW-520D: its contact is closed while it stands upright, legs down.
//
// Quantity: tilt in degrees from upright, 0 to 180. Attributes: "opens_at" (45; sheets of different makers say 10 to
// 45), "closes_at" (5 less), "bounce": how long the balls rattle after each change, in milliseconds (20; SW-520D: "less
// than 20 ms" in doubt). The contact has 10 ohms.
#include "peripherals/parts/bouncing_contact.hpp"
#include "peripherals/parts/two_legged.hpp"

namespace parts {

class TiltSwitch final : public TwoLegged {
 public:
  explicit TiltSwitch(const Setup&);
  emulator::analog::Element& element() override { return switch_; }
  void serialize(emulator::State&) override;

 private:
  void tilted(double degrees);

  emulator::Quantity& tilt_;
  double opens_at_, closes_at_;
  emulator::analog::Resistor switch_;
  BouncingContact contact_;
};

}  // namespace parts
