#include "peripherals/parts/motor_drivers.hpp"

#include <algorithm>

namespace parts {

using Side = HalfBridge::Side;

MotorDriver::MotorDriver(const Setup& setup, const Pins& pins, const BridgeDrop& drop)
    : Part(setup),
      drop_(drop),
      supply_(setup.prefix + setup.name, pins.supply, setup.attributes.number("motor_volts", pins.motor_volts, 1, 50)) {
  const std::string label = setup.prefix + setup.name + ".";
  for (const Input& input : pins.inputs) {
    inputs_.push_back(
        std::make_unique<LogicInput>(label + input.name, pins.logic_volts, input.open, [this](bool) { show(); }));
    add(inputs_.back()->terminal, input.name);
  }
  for (const char* name : pins.outputs) {
    outputs_.push_back(std::make_unique<HalfBridge>(label + name));
    add(outputs_.back()->terminal, name);
    outputs_.back()->terminal.on_change = [this] { show_current(); };
  }
  add(supply_.terminal, pins.supply);
  add(supply_.gnd, "GND");
  supply_.terminal.on_change = [this] { show(); };
}

void MotorDriver::wired() {
  for (auto& input : inputs_) input->look();
  show();
}

void MotorDriver::show() {
  const double volts = supply_.volts();
  for (unsigned i = 0; i < outputs_.size(); ++i) outputs_[i]->set(side(i), volts, drop_);
  show_current();
}

void MotorDriver::show_current() {
  double out = 0;
  for (const auto& output : outputs_) out += std::max(output->terminal.milliamps(), 0.0);
  supply_.takes(out);
}

void MotorDriver::serialize(emulator::State& state) {
  Part::serialize(state);
  for (auto& input : inputs_) state(*input);
  state(supply_);
}

// Levels of 1.5 V and 2.3 V are near 0.3 and 0.7 of 3.3 V, whatever supplies it.
L298n::L298n(const Setup& setup)
    : MotorDriver(setup,
                  {{{"IN1"}, {"IN2"}, {"IN3"}, {"IN4"}, {"ENA", true}, {"ENB", true}},
                   {"OUT1", "OUT2", "OUT3", "OUT4"},
                   "VS",
                   3.3,
                   12},
                  {0.7, 0.65, 0.7, 0.5}) {}

Side L298n::side(unsigned output) const {
  if (!in(4 + output / 2)) return Side::off;
  return in(output) ? Side::high : Side::low;
}

Tb6612::Tb6612(const Setup& setup)
    : MotorDriver(setup,
                  {{{"AIN1"}, {"AIN2"}, {"PWMA"}, {"BIN1"}, {"BIN2"}, {"PWMB"}, {"STBY"}},
                   {"AO1", "AO2", "BO1", "BO2"},
                   "VM",
                   setup.attributes.number("volts", setup.supply, 2.7, 5.5),
                   6},
                  {0, 0.25, 0, 0.25}) {}

Side Tb6612::side(unsigned output) const {
  const unsigned first = output / 2 * 3;
  const bool in1 = in(first), in2 = in(first + 1), pwm = in(first + 2);
  if (!in(6) || (!in1 && !in2)) return Side::off;
  if (in1 == in2 || !pwm) return Side::low;
  return in1 == (output % 2 == 0) ? Side::high : Side::low;
}

}  // namespace parts
