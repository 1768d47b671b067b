#pragma once
// One output of a motor driver: pulled to the motor's supply, to ground, or let go.
#include <string>

#include "emulator/net.hpp"

namespace parts {

// What a side of it drops: volts that do not depend on the current, and a resistance.
struct BridgeDrop {
  double high_volts, high_ohms, low_volts, low_ohms;
};

class HalfBridge {
 public:
  enum class Side : emulator::u8 { off, low, high };

  explicit HalfBridge(std::string name) : terminal(std::move(name)) {}
  emulator::Terminal terminal;
  void set(Side side, double supply, const BridgeDrop& drop) {
    if (side == Side::off)
      terminal.release();
    else if (side == Side::high)
      terminal.drive(supply > drop.high_volts ? supply - drop.high_volts : 0, drop.high_ohms);
    else
      terminal.drive(drop.low_volts, drop.low_ohms);
  }
};

// Where a driver's motor supply comes from: a terminal that something holds, or else an attribute.
class MotorSupply {
 public:
  MotorSupply(std::string name, double otherwise) : terminal(std::move(name)), otherwise_(otherwise) {}
  emulator::Terminal terminal;
  double volts() const { return terminal.floating() ? otherwise_ : terminal.volts(); }

 private:
  double otherwise_;
};

}  // namespace parts
