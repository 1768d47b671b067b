#pragma once
// An analog joystick with a push button, as a KY-023: two potentiometers between VCC and GND, and a contact to GND.
//
// Terminals: VCC, GND, VRX, VRY, SW. Quantities: `x` and `y`, -1 (VRX near GND) to 1 (near VCC), 0 in the middle; one
// named like the part: 1 while it is pressed. Attributes: "ohms" of each track (10000), "bounce" in milliseconds (0).
// Not modelled: the play around the middle, tracks that do not reach the ends.
#include <array>

#include "emulator/analog/passive.hpp"
#include "peripherals/parts/bouncing_contact.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Joystick final : public Part {
 public:
  explicit Joystick(const Setup&);
  void wired() override;
  void serialize(emulator::State&) override;

 private:
  struct Track {
    Track(Joystick&, const std::string& axis, emulator::Terminal& wiper);
    double lower() const;
    double upper() const;
    emulator::Quantity& position;
    double ohms;
    emulator::analog::Resistor to_ground, to_supply;
  };

  std::string label_;
  double ohms_;
  emulator::Terminal vcc_, gnd_, vrx_, vry_, sw_;
  Track x_, y_;
  emulator::Quantity& finger_;
  emulator::analog::Resistor switch_;
  BouncingContact contact_;
};

}  // namespace parts
