#pragma once
// Two full bridges for motors: L298N (ST, as on the usual module) and TB6612FNG (Toshiba).
//
// l298n: IN1 … IN4, ENA, ENB (not wired: on, by the module's jumpers), VS, OUT1 … OUT4. An enabled output is high or
// low as its input is; others are let go. tb6612: AIN1, AIN2, PWMA, BIN1, BIN2, PWMB, STBY (not wired: low), VM, AO1,
// AO2, BO1, BO2. Toshiba's table "H-SW control function": IN1 = IN2 = 1 or PWM = 0 brakes, IN1 = IN2 = 0 lets go, as
// STBY = 0 does. Attribute: "motor_volts" (12; TB6612FNG 6) where VS or VM is not wired. TB6612FNG: "volts" of its
// logic (the board's).
//
// VS or VM gives what the outputs give. Not modelled: limits of current and heat, dead times, the sense resistors. In
// doubt, as the sheets were not at hand: the drops (L298N 1.35 V and 1.2 V at 1 A, 2 V and 1.7 V at 2 A; TB6612FNG 0.5
// ohm for both sides), the input levels of the L298N (1.5 V and 2.3 V).
#include <array>
#include <memory>
#include <vector>

#include "peripherals/parts/half_bridge.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

// What both have in common: inputs by number, four outputs.
class MotorDriver : public Part {
 public:
  void feed(emulator::Supplies* supplies) override { supply_.connect(machine_, supplies, prefix()); }
  void wired() override;
  void power_on() override { show(); }
  void serialize(emulator::State&) override;

 protected:
  struct Input {
    const char* name;
    bool open = false;  // its level where it is not wired
  };
  struct Pins {
    std::vector<Input> inputs;
    std::array<const char*, 4> outputs;
    const char* supply;
    double logic_volts, motor_volts;
  };
  MotorDriver(const Setup&, const Pins&, const BridgeDrop&);
  bool in(unsigned i) const { return inputs_[i]->level(); }
  virtual HalfBridge::Side side(unsigned output) const = 0;

 private:
  void show();
  void show_current();
  BridgeDrop drop_;
  std::vector<std::unique_ptr<LogicInput>> inputs_;
  std::vector<std::unique_ptr<HalfBridge>> outputs_;
  MotorSupply supply_;
};

class L298n final : public MotorDriver {
 public:
  explicit L298n(const Setup&);

 private:
  HalfBridge::Side side(unsigned output) const override;
};

class Tb6612 final : public MotorDriver {
 public:
  explicit Tb6612(const Setup&);

 private:
  HalfBridge::Side side(unsigned output) const override;
};

}  // namespace parts
