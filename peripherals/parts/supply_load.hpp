#pragma once
// What a part takes from its supply, as a resistor between its supply pin and its ground: in proportion to the voltage.
// Pins that are not wired are joined with the board's supply of the nearest voltage, as one does with a module.
//
// Not modelled: that a part does nothing without its supply.
#include <functional>
#include <string>

#include "emulator/analog/passive.hpp"
#include "emulator/supplies.hpp"

namespace parts {

// As the data sheet has it. Of parts with several supply pins those that the power comes by.
struct SupplyNeed {
  double volts = 0;         // 0: it takes nothing that is known
  double milliamps = 0;     // at rest, at that voltage
  const char* vcc = "VCC";  // its pins
  const char* gnd = "GND";
};

class SupplyLoad {
 public:
  SupplyLoad(emulator::Machine&, const std::string& label, const SupplyNeed&, double milliamps_at_rest);

  emulator::Terminal vcc, gnd;
  // The nets are as they will be. Without supplies there is nothing to join it with.
  void connect(emulator::Supplies*, const std::string& prefix);
  void more(double milliamps);  // than at rest, at the nominal voltage
  // Asks in a while how much more it is: where what is shown changes byte by byte.
  std::function<double()> how_much_more;
  void look_later();
  double milliamps() const { return at_rest_ + more_; }
  void serialize(emulator::State&);

 private:
  double ohms() const;
  emulator::Machine& machine_;
  emulator::Supplies* supplies_ = nullptr;
  double volts_, at_rest_, more_ = 0;
  emulator::analog::Resistor load_;
  emulator::Event look_;
};

}  // namespace parts
