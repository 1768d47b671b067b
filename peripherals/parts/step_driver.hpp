#pragma once
// Drivers that turn steps into the currents of a bipolar stepper motor: A4988 (Allegro) and DRV8825 (Texas
// Instruments), with the names on Pololu's boards.
//
// a4988: STEP, DIR, MS1, MS2, MS3, ENABLE, SLEEP (not wired: high), RESET, VMOT, 1A, 1B, 2A, 2B.
// drv8825: STEP, DIR, M0, M1, M2, ENABLE, SLEEP, RESET, VMOT, A1, A2, B1, B2. Inputs that are not wired are low: SLEEP
// and RESET of the DRV8825 and RESET of the A4988 must be held high, or nothing turns (a finding says so at the first
// step). Attributes: "volts" of the logic (the board's), "motor_volts" (12) where VMOT is not wired. The outputs are
// voltages in the proportion of the currents: cosine and sine, 71 % each at home. Pulses on STEP that are too short are
// told of. VMOT gives what the windings' power takes. Not modelled: the current limit (a winding's resistance decides),
// decay modes, FAULT, the times of waking up and of setting DIR. In doubt: shortest pulses 1 us (A4988), 1.9 us
// (DRV8825); the outputs' resistance, 0.6 ohm.
#include <array>
#include <memory>

#include "peripherals/parts/half_bridge.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class StepDriver : public Part {
 public:
  void feed(emulator::Supplies* supplies) override { supply_.connect(machine_, supplies, prefix()); }
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

 protected:
  struct Model {
    std::array<const char*, 3> modes;    // inputs, the lowest bit first
    std::array<unsigned, 8> resolution;  // steps to a full step, by them
    unsigned finest;
    bool sleep_open;  // the level of SLEEP where it is not wired
    std::array<const char*, 4> outputs;
    double shortest_us;
  };
  StepDriver(const Setup&, const Model&);

 private:
  void edge(bool level);
  void step();
  void reset(bool level);
  void show();
  bool drives() const { return !enable_.level() && sleep_.level() && reset_.level(); }

  Model model_;
  std::string label_;
  double volts_;
  LogicInput step_, dir_, enable_, sleep_, reset_;
  std::array<std::unique_ptr<LogicInput>, 3> modes_;
  std::array<std::unique_ptr<HalfBridge>, 4> outputs_;
  MotorSupply supply_;
  unsigned at_;  // position in the period of four full steps, in the finest steps
  emulator::Time changed_{};
  bool stepped_ = false;
};

class A4988 final : public StepDriver {
 public:
  explicit A4988(const Setup&);
};

class Drv8825 final : public StepDriver {
 public:
  explicit Drv8825(const Setup&);
};

}  // namespace parts
