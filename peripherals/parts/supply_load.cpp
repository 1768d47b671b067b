#include "peripherals/parts/supply_load.hpp"

namespace parts {

namespace {

constexpr emulator::Duration a_while = std::chrono::milliseconds{5};

bool open(const emulator::Terminal& pin) { return !pin.net() || pin.net()->terminals().size() == 1; }

bool join(emulator::Terminal& pin, emulator::Net* supply) {
  if (!open(pin)) return true;
  if (supply) pin.connect(*supply);
  return supply != nullptr;
}

}  // namespace

SupplyLoad::SupplyLoad(emulator::Machine& machine, const std::string& label, const SupplyNeed& need, double at_rest)
    : vcc(label + "." + need.vcc),
      gnd(label + "." + need.gnd),
      machine_(machine),
      volts_(need.volts),
      at_rest_(at_rest),
      load_(label, vcc, gnd, ohms()),
      look_(machine.scheduler, label + ".supply", [this] { more(how_much_more()); }) {}

double SupplyLoad::ohms() const { return milliamps() > 0 ? volts_ / milliamps() * 1000 : emulator::high_impedance; }

void SupplyLoad::connect(emulator::Supplies* supplies, const std::string& prefix) {
  supplies_ = supplies;
  const bool fed = join(vcc, supplies ? supplies->nearest(prefix, volts_) : nullptr);
  const bool grounded = join(gnd, supplies ? supplies->nearest(prefix, 0) : nullptr);
  if (fed && grounded) machine_.analog.add(load_);
}

void SupplyLoad::more(double milliamps) {
  if (milliamps == more_) return;
  more_ = milliamps;
  load_.ohms(ohms());
  if (supplies_) supplies_->suspect();
}

void SupplyLoad::look_later() {
  if (how_much_more && supplies_ && !look_.pending()) look_.after(a_while);
}

void SupplyLoad::serialize(emulator::State& state) {
  state(more_, look_);
  if (state.loading()) load_.restore(ohms());
}

}  // namespace parts
