#pragma once
// HC-SR04 ultrasonic ranger (ElecFreaks "Ultrasonic Ranging Module HC-SR04"): at least 10 us high on TRIG, a burst of
// eight cycles at 40 kHz, then ECHO is high for as long as the sound was under way.
//
// Quantities: distance in m, temperature in degC, by which the speed of sound goes.
// Attributes: "volts" of its supply and of ECHO (5; 3.3 for the HC-SR04P), "noise" in m (0).
//
// Nearer than 2 cm it measures 2 cm, from 4 m on it hears nothing and ECHO stays high for 38 ms. The distance is that
// at the burst. Triggers during a measurement do nothing. Not modelled: the beam's width, soft and slanting targets,
// echoes of the burst before. In doubt: how long ECHO takes to rise (the burst's 200 us here; no data sheet tells).
#include "emulator/time.hpp"
#include "peripherals/parts/noise.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class HcSr04 final : public Part {
 public:
  explicit HcSr04(const Setup&);
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  void trigger_changed();
  void step();
  void echo(bool high);
  emulator::Duration flight();

  emulator::Terminal trigger_, echo_;
  emulator::Quantity &distance_, &temperature_;
  double volts_;
  Noise noise_;
  bool level_ = false, sounding_ = false, listening_ = false;
  emulator::Time rose_{};
  emulator::Event step_;
};

}  // namespace parts
