#pragma once
// One output of a motor driver: pulled to the motor's supply, to ground, or let go.
#include <cmath>
#include <string>

#include "emulator/analog/passive.hpp"
#include "emulator/net.hpp"
#include "emulator/supplies.hpp"
#include "peripherals/parts/wiring.hpp"

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

// Where a driver's motor supply comes from: a terminal that something holds, or else an attribute. What the outputs
// give is taken from whatever holds it.
class MotorSupply {
 public:
  MotorSupply(const std::string& part, const char* name, double otherwise)
      : terminal(part + "." + name),
        gnd(part + ".GND"),
        otherwise_(otherwise),
        load_(part, terminal, gnd, emulator::high_impedance) {}
  emulator::Terminal terminal, gnd;
  void connect(emulator::Machine& machine, emulator::Supplies* supplies, const std::string& prefix) {
    supplies_ = supplies;
    if (alone(gnd) && supplies)
      if (emulator::Net* ground = supplies->nearest(prefix, 0)) gnd.connect(*ground);
    if (!alone(terminal) && !alone(gnd)) machine.analog.add(load_);
  }
  void takes(double milliamps) {
    const double ohms = milliamps > 0 ? volts() / milliamps * 1000 : emulator::high_impedance;
    const double before = load_.ohms();
    if (ohms == before || std::abs(ohms - before) <= 0.01 * ohms) return;
    load_.ohms(ohms);
    if (supplies_) supplies_->suspect();
  }
  void serialize(emulator::State& state) {
    double ohms = load_.ohms();
    state(ohms);
    if (state.loading()) load_.restore(ohms);
  }
  double volts() const { return terminal.floating() ? otherwise_ : terminal.volts(); }

 private:
  double otherwise_;
  emulator::analog::Resistor load_;
  emulator::Supplies* supplies_ = nullptr;
};

}  // namespace parts
