#pragma once
// Thermometers with a voltage for an output.
//
// "tmp36" (Analog Devices TMP35/36/37, rev. H): 10 mV a degree, 0.75 V at 25 degC, -40 to 125 degC. "lm35" (Texas
// Instruments SNIS159): 10 mV a degree from 0 V at 0 degC, 2 to 150 degC. Terminal OUT. Quantity: temperature in degC.
// Attribute: "volts" of the supply (the board's for the TMP36; 5 for the LM35, which works from 4 V on): the output
// stays 0.1 V (TMP36: table 1 "output voltage range", 0.1 to 2 V at least) or 1 V below it.
//
// Not modelled: accuracy, self-heating, that the LM35 measures below 0 degC with a resistor to a negative supply, the
// TMP36's shutdown pin. In doubt: the LM35's headroom.
#include "peripherals/parts/part.hpp"

namespace parts {

class AnalogThermometer : public Part {
 public:
  void power_on() override { show(); }

 protected:
  struct Model {
    double volts_at_zero, least, most;  // degC
    double supply, least_supply, most_supply, headroom;
  };
  AnalogThermometer(const Setup&, const Model&);

 private:
  void show();

  Model model_;
  emulator::Terminal out_;
  emulator::Quantity& temperature_;
  double volts_;
};

class Tmp36 final : public AnalogThermometer {
 public:
  explicit Tmp36(const Setup&);
};

class Lm35 final : public AnalogThermometer {
 public:
  explicit Lm35(const Setup&);
};

}  // namespace parts
