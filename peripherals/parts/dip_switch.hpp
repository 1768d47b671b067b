#pragma once
// A row of slide switches in one housing: each joins its two legs, a1 with b1, while its quantity is 1.
//
// Attribute: "switches" (8). Quantities: <part>.1 … <part>.8, 0 (open) or 1. Not modelled: bounce.
#include <memory>
#include <vector>

#include "emulator/analog/passive.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class DipSwitch final : public Part {
 public:
  explicit DipSwitch(const Setup&);
  void wired() override;
  void serialize(emulator::State&) override;

 private:
  struct Lever {
    Lever(DipSwitch&, const std::string& label, unsigned number);
    bool on() const { return position.value() >= 0.5; }
    double ohms() const;
    emulator::Terminal a, b;
    emulator::analog::Resistor contact;
    emulator::Quantity& position;
  };
  std::vector<std::unique_ptr<Lever>> levers_;
};

}  // namespace parts
