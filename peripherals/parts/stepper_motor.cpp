#include "peripherals/parts/stepper_motor.hpp"

#include <fmt/format.h>

namespace parts {

namespace {
constexpr double rotor_steps = 32;  // of a 28BYJ-48
}

SteppingMotor::SteppingMotor(const Setup& setup, const Model& model)
    : Part(setup),
      label_(setup.prefix + setup.name),
      model_(model),
      rotor_(setup.attributes.number("max_steps_per_second", 1000, 1, 1e6)) {}

void SteppingMotor::add_winding(emulator::Terminal& from, emulator::Terminal& to) {
  windings_.push_back({from, to,
                       std::make_unique<emulator::analog::Resistor>(fmt::format("{}.{}", label_, windings_.size() + 1),
                                                                    from, to, model_.ohms)});
  windings_.back().load->on_step = [this] { look(); };
}

void SteppingMotor::wired() {
  for (Winding& winding : windings_) machine_.analog.add(*winding.load);
}

double SteppingMotor::share(unsigned winding) const {
  const Winding& w = windings_[winding];
  return (w.from.volts() - w.to.volts()) / model_.volts;
}

std::vector<Reading> SteppingMotor::readings() {
  const double steps = rotor_.steps(machine_.now());
  return {{"angle", "deg", steps * 360 / model_.steps_per_turn}, {"steps", "", steps}};
}

void SteppingMotor::serialize(emulator::State& state) {
  Part::serialize(state);
  state(rotor_);
}

StepperMotor::StepperMotor(const Setup& setup)
    : SteppingMotor(setup,
                    {setup.attributes.number("volts", 12, 0.5, 100), setup.attributes.number("ohms", 30, 0.1, 1e4),
                     setup.attributes.number("steps", 200, 4, 1000)}),
      a1_(label_ + ".A1"),
      a2_(label_ + ".A2"),
      b1_(label_ + ".B1"),
      b2_(label_ + ".B2") {
  add(a1_, "A1");
  add(a2_, "A2");
  add(b1_, "B1");
  add(b2_, "B2");
  add_winding(a1_, a2_);
  add_winding(b1_, b2_);
}

Stepper28byj48::Stepper28byj48(const Setup& setup)
    : SteppingMotor(setup, {setup.attributes.number("volts", 5, 1, 24), setup.attributes.number("ohms", 50, 1, 1e4),
                            setup.attributes.number("gear", 63.68395, 1, 1000) * rotor_steps}),
      coils_{emulator::Terminal{label_ + ".blue"}, emulator::Terminal{label_ + ".pink"},
             emulator::Terminal{label_ + ".yellow"}, emulator::Terminal{label_ + ".orange"}},
      red_(label_ + ".red") {
  const char* const names[] = {"blue", "pink", "yellow", "orange"};
  for (unsigned i = 0; i < coils_.size(); ++i) add(coils_[i], names[i]);
  add(red_, "red");
  for (emulator::Terminal& coil : coils_) add_winding(red_, coil);
}

}  // namespace parts
