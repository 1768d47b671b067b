#include "peripherals/parts/step_driver.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parts {

namespace {

using Kind = emulator::CircuitFinding::Kind;
constexpr BridgeDrop drop{0, 0.3, 0, 0.3};

// The sine of 0 … a quarter of a turn (`share` of it), the same on every host.
double sine(double share) {
  const double x = share * 1.5707963267948966, s = x * x;
  return x * (1 - s / 6 * (1 - s / 20 * (1 - s / 42 * (1 - s / 72 * (1 - s / 110 * (1 - s / 156))))));
}

// The cosine at a position in a period of 4 * quarter.
double cosine(unsigned at, unsigned quarter) {
  const unsigned part = at / quarter % 4;
  const double share = static_cast<double>(at % quarter) / quarter;
  const double size = part % 2 ? sine(share) : sine(1 - share);
  return part == 1 || part == 2 ? -size : size;
}

}  // namespace

StepDriver::StepDriver(const Setup& setup, const Model& model)
    : Part(setup),
      model_(model),
      label_(setup.prefix + setup.name),
      volts_(setup.attributes.number("volts", setup.supply, 2.5, 5.5)),
      step_(label_ + ".STEP", volts_, false, [this](bool level) { edge(level); }),
      dir_(label_ + ".DIR", volts_),
      enable_(label_ + ".ENABLE", volts_, false, [this](bool) { show(); }),
      sleep_(label_ + ".SLEEP", volts_, model.sleep_open, [this](bool) { show(); }),
      reset_(label_ + ".RESET", volts_, false, [this](bool level) { reset(level); }),
      supply_(label_, "VMOT", setup.attributes.number("motor_volts", 12, 1, 50)),
      at_(model.finest / 2) {
  add(step_.terminal, "STEP");
  add(dir_.terminal, "DIR");
  for (unsigned i = 0; i < modes_.size(); ++i) {
    modes_[i] = std::make_unique<LogicInput>(fmt::format("{}.{}", label_, model.modes[i]), volts_);
    add(modes_[i]->terminal, model.modes[i]);
  }
  add(enable_.terminal, "ENABLE");
  add(sleep_.terminal, "SLEEP");
  add(reset_.terminal, "RESET");
  add(supply_.terminal, "VMOT");
  add(supply_.gnd, "GND");
  supply_.terminal.on_change = [this] { show(); };
  for (unsigned i = 0; i < outputs_.size(); ++i) {
    outputs_[i] = std::make_unique<HalfBridge>(fmt::format("{}.{}", label_, model.outputs[i]));
    add(outputs_[i]->terminal, model.outputs[i]);
  }
}

void StepDriver::wired() {
  for (LogicInput* input : {&step_, &dir_, &enable_, &sleep_, &reset_}) input->look();
  for (auto& mode : modes_) mode->look();
  show();
}

void StepDriver::power_on() {
  at_ = model_.finest / 2;  // home
  stepped_ = false;
  show();
}

void StepDriver::reset(bool level) {
  if (!level) at_ = model_.finest / 2;
  show();
}

void StepDriver::edge(bool level) {
  const double us = emulator::seconds(machine_.now() - changed_) * 1e6;
  changed_ = machine_.now();
  if (stepped_ && us < model_.shortest_us)
    machine_.circuit_findings.tell(
        Kind::bad_signal, label_ + ".STEP",
        fmt::format("{} gets a pulse of {:.2g} us on STEP, shorter than the {:g} us that it needs", label_, us,
                    model_.shortest_us));
  if (level) step();
}

void StepDriver::step() {
  stepped_ = true;
  if (!sleep_.level() || !reset_.level()) {
    machine_.circuit_findings.tell(
        Kind::bad_signal, label_ + ".RESET",
        fmt::format("{} is to step while {} is low: it does nothing", label_, reset_.level() ? "SLEEP" : "RESET"));
    return;
  }
  unsigned mode = 0;
  for (unsigned i = 0; i < modes_.size(); ++i) mode |= unsigned{modes_[i]->level()} << i;
  const unsigned stride = model_.finest / model_.resolution[mode], period = 4 * model_.finest;
  const unsigned first = stride == model_.finest ? stride / 2 : 0;  // full steps lie between the windings
  const unsigned beyond = (at_ + period - first) % stride;          // where it was finer before
  const unsigned back = beyond ? beyond : stride;
  at_ = (at_ + (dir_.level() ? stride - beyond : period - back)) % period;
  show();
}

// The first winding has the cosine, the second the sine.
void StepDriver::show() {
  const unsigned quarter = model_.finest;
  const std::array<double, 2> currents{cosine(at_, quarter), cosine(at_ + 3 * quarter, quarter)};
  for (unsigned i = 0; i < outputs_.size(); ++i) {
    const double current = i % 2 ? -currents[i / 2] : currents[i / 2];
    const auto side = !drives() ? HalfBridge::Side::off : current > 0 ? HalfBridge::Side::high : HalfBridge::Side::low;
    outputs_[i]->set(side, supply_.volts() * current, drop);
  }
  double watts = 0;  // a chopper takes the power, not the current
  for (const auto& output : outputs_)
    watts += std::max(output->terminal.milliamps(), 0.0) / 1000 * output->terminal.driven_volts();
  supply_.takes(supply_.volts() > 0 ? watts / supply_.volts() * 1000 : 0);
}

void StepDriver::serialize(emulator::State& state) {
  Part::serialize(state);
  emulator::i64 changed = changed_.time_since_epoch().count();
  state(step_, dir_, enable_, sleep_, reset_, at_, changed, stepped_);
  changed_ = emulator::Time{emulator::Duration{changed}};
  for (auto& mode : modes_) state(*mode);
  state(supply_);
}

// MS3, MS2, MS1 in table 1 of its data sheet; other combinations are not in it.
A4988::A4988(const Setup& setup)
    : StepDriver(setup, {{"MS1", "MS2", "MS3"}, {1, 2, 4, 8, 16, 16, 16, 16}, 16, true, {"1A", "1B", "2A", "2B"}, 1}) {}

// Table 1 "Stepping format": MODE2, MODE1, MODE0.
Drv8825::Drv8825(const Setup& setup)
    : StepDriver(setup, {{"M0", "M1", "M2"}, {1, 2, 4, 8, 16, 32, 32, 32}, 32, false, {"A1", "A2", "B1", "B2"}, 1.9}) {}

}  // namespace parts
