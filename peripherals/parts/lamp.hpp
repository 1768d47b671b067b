#pragma once
// One light-emitting junction: its current, its light, and what is wrong with it.
#include <string>

#include "emulator/analog/semiconductors.hpp"
#include "peripherals/parts/overload.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/perceived_light.hpp"

namespace parts {

class Lamp {
 public:
  struct Model {
    double forward_volts;   // at 20 mA
    double most_milliamps;  // that it bears for long
    double full_milliamps;  // that count as full light
  };
  // "red" -> 2.0 V …; PartError with the colours there are.
  static double forward_volts(const std::string& colour);

  Lamp(emulator::Machine&, const std::string& name, emulator::Terminal& anode, emulator::Terminal& cathode, Model);
  emulator::analog::Diode& element() { return diode_; }
  double milliamps() const { return diode_.milliamps(); }  // at this instant
  double average_milliamps() const;                        // as an eye averages
  double brightness() const;                               // as an eye judges, 0 … 1
  bool lit() const { return milliamps() > dark_milliamps; }
  void serialize(emulator::State&);

 private:
  static constexpr double dark_milliamps = 0.05;
  void step();
  bool without_resistor() const;
  std::string complaint() const;

  emulator::Machine& machine_;
  Model model_;
  emulator::analog::Diode diode_;
  PerceivedLight light_;
  Overload no_resistor_, too_much_;
};

}  // namespace parts
