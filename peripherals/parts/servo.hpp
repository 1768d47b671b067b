#pragma once
// A hobby servo: the width of the pulses on `signal` says the angle, to which it turns at constant speed.
//
// Attributes: "min_ms" (0.5) and "max_ms" (2.5), the widths at 0 and at "degrees" (180); "seconds_per_60" (0.1), its
// speed; "max_hertz" (100) of the pulses; "volts" of the signal (the board's); "moving_milliamps" (220) without load
// and "stall_milliamps" (650), at 5 V; "stall_kg_cm" (1.8). Quantity torque, in kg cm: what works against it; it slows
// it down, and makes it take more, also while it holds. Readings: angle, and the target it turns to. Once no pulse has
// come for 100 ms it lets go and stays where it is.
//
// Speed and period are the SG90's (0.1 s/60 degrees at 4.8 V, 20 ms).
// In doubt, as its sheet was not at hand: the widths at the ends, how long it holds without pulses, what rate it bears.
// In doubt, likewise: what it takes, 6 mA at rest. Not modelled: overshoot, dead band, a load that turns it back.
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Servo final : public Part {
 public:
  explicit Servo(const Setup&);
  void wired() override { signal_.look(); }
  void power_on() override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

  double angle() const;
  double target() const { return target_; }

 private:
  void edge(bool level);
  void pulse(double milliseconds);
  void turn_to(double degrees);
  double load() const { return torque_.value() / stall_torque_; }  // 0 … 1
  void show_current();
  void check_rate();
  void tell(const std::string& what, const std::string& sentence);

  LogicInput signal_;
  double min_ms_, max_ms_, degrees_, degrees_per_second_, max_hertz_;
  double moving_milliamps_, stall_milliamps_, stall_torque_;
  emulator::Quantity& torque_;
  double loaded_speed_;
  std::string label_;
  emulator::Event let_go_, arrived_;
  double from_ = 0, target_ = 0;  // it turns from the one to the other
  emulator::Time since_{};        // when it began to
  emulator::Time rose_{};         // the last rising edge
  bool risen_ = false;            // there has been one
  unsigned good_ = 0;             // pulses since power came or it let go
  bool wide_told_ = false, fast_told_ = false;
};

}  // namespace parts
