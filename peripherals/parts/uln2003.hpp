#pragma once
// ULN2003A: seven Darlington transistors that switch to ground.
//
// Terminals: IN1 … IN7, OUT1 … OUT7. COM and its diodes are not modelled, nor are currents beyond what it bears. In
// doubt, as the sheet was not at hand: the saturation voltage (0.7 V and 2 ohm), the input level (2.1 V on, 0.9 V off).
#include <array>
#include <memory>

#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Uln2003 final : public Part {
 public:
  explicit Uln2003(const Setup&);
  void wired() override;
  void power_on() override { wired(); }
  void serialize(emulator::State&) override;

 private:
  struct Channel {
    std::unique_ptr<LogicInput> in;
    std::unique_ptr<emulator::Terminal> out;
    void show();
  };
  std::array<Channel, 7> channels_;
};

}  // namespace parts
