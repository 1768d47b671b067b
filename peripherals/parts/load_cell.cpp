#include "peripherals/parts/load_cell.hpp"

namespace parts {

LoadCell::LoadCell(const Setup& setup)
    : Part(setup),
      excitation_plus_(setup.prefix + setup.name + ".E+"),
      excitation_minus_(setup.prefix + setup.name + ".E-"),
      signal_plus_(setup.prefix + setup.name + ".S+"),
      signal_minus_(setup.prefix + setup.name + ".S-"),
      mass_(quantity("mass", "kg", 0, {-1000, 10'000})),
      capacity_(setup.attributes.number("capacity", 5, 0.01, 10'000)),
      sensitivity_(setup.attributes.number("sensitivity", 1, 0.01, 10)),
      ohms_(setup.attributes.number("ohms", 1000, 50, 10'000)),
      zero_(setup.attributes.number("zero", 0, -1, 1)),
      top_plus_(setup.prefix + setup.name, excitation_plus_, signal_plus_, ohms(false)),
      bottom_plus_(setup.prefix + setup.name, signal_plus_, excitation_minus_, ohms(true)),
      top_minus_(setup.prefix + setup.name, excitation_plus_, signal_minus_, ohms(true)),
      bottom_minus_(setup.prefix + setup.name, signal_minus_, excitation_minus_, ohms(false)) {
  add(excitation_plus_, "E+");
  add(excitation_minus_, "E-");
  add(signal_plus_, "S+");
  add(signal_minus_, "S-");
  mass_.watch([this](double) {
    for (auto* gauge : {&bottom_plus_, &top_minus_}) gauge->ohms(ohms(true));
    for (auto* gauge : {&top_plus_, &bottom_minus_}) gauge->ohms(ohms(false));
  });
}

// Each arm's voltage is half the excitation, and that times the strain more or less.
double LoadCell::strain() const { return (mass_.value() / capacity_ * sensitivity_ + zero_) / 1000; }

void LoadCell::wired() {
  for (auto* gauge : {&top_plus_, &bottom_plus_, &top_minus_, &bottom_minus_}) machine_.analog.add(*gauge);
}

void LoadCell::serialize(emulator::State& state) {
  Part::serialize(state);
  if (!state.loading()) return;
  for (auto* gauge : {&bottom_plus_, &top_minus_}) gauge->restore(ohms(true));
  for (auto* gauge : {&top_plus_, &bottom_minus_}) gauge->restore(ohms(false));
}

}  // namespace parts
