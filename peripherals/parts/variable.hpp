#pragma once
// Resistors that follow a quantity of the world: the light, the temperature.
#include "peripherals/parts/two_legged.hpp"

namespace parts {

// "photoresistor": ohms = "ohms" (10000, at 10 lx) * (illuminance / 10 lx) ^ -"gamma" (0.7). Quantity illuminance in
// lx.
class Photoresistor final : public TwoLegged {
 public:
  explicit Photoresistor(const Setup&);
  emulator::analog::Resistor& element() override { return resistor_; }
  void serialize(emulator::State&) override;

 private:
  double ohms() const;
  emulator::Quantity& illuminance_;
  double ohms_, gamma_;
  emulator::analog::Resistor resistor_;
};

// "thermistor", with a negative coefficient: ohms = "ohms" (10000, at 25 degC) * e ^ ("beta" (3950) * (1/T - 1/298.15
// K)). Quantity temperature in degC. Not modelled: how its own current heats it.
class Thermistor final : public TwoLegged {
 public:
  explicit Thermistor(const Setup&);
  emulator::analog::Resistor& element() override { return resistor_; }
  void serialize(emulator::State&) override;

 private:
  double ohms() const;
  emulator::Quantity& temperature_;
  double ohms_, beta_;
  emulator::analog::Resistor resistor_;
};

}  // namespace parts
