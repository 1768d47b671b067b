#pragma once
// A light-emitting diode; its picture is one point of light. It shows its brightness (0 to 1) and
// the milliamperes through it, both as an eye averages them.
//
// Attributes: "color" (red): red, orange, yellow, green, blue, white, infrared, or "forward_volts" at 20 mA;
// "max_milliamps" (20) that it bears, "full_milliamps" (10) that count as full light.
// Not modelled: heat, breakdown the wrong way round, being a light sensor.
#include "peripherals/parts/lamp.hpp"

namespace parts {

class Led final : public Part {
 public:
  explicit Led(const Setup&);
  void wired() override { machine_.analog.add(lamp_.element()); }
  std::optional<Picture> picture() const override { return Picture{1, 1, {lamp_.brightness()}}; }
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;
  const Lamp& lamp() const { return lamp_; }

 private:
  emulator::Terminal anode_, cathode_;
  Lamp lamp_;
};

}  // namespace parts
