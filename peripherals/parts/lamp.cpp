#include "peripherals/parts/lamp.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/near_names.hpp"

namespace parts {

namespace {

using Kind = emulator::CircuitFinding::Kind;

// Typical forward voltages at 20 mA of 5 mm LEDs (Kingbright WP7113 series' data sheets and their like).
constexpr std::pair<const char*, double> colours[] = {{"red", 2.0},  {"orange", 2.05}, {"yellow", 2.1},  {"green", 2.2},
                                                      {"blue", 3.3}, {"white", 3.2},   {"infrared", 1.2}};
constexpr double rated_amps = 0.020, emission = 2, series_ohms = 5;
constexpr double worth_telling = 1;   // milliamperes
constexpr double output_ohms = 1000;  // what has less is an output, or a supply

bool held_hard(const emulator::Net& net) { return net.rail() || net.drivers().siemens > 1 / output_ohms; }

}  // namespace

double Lamp::forward_volts(const std::string& colour) {
  std::vector<std::string> names;
  for (const auto& [name, volts] : colours) {
    if (colour == name) return volts;
    names.emplace_back(name);
  }
  throw PartError(fmt::format("\"color\" is \"{}\"{}", colour, emulator::did_you_mean(colour, names)));
}

Lamp::Lamp(emulator::Machine& machine, const std::string& name, emulator::Terminal& anode, emulator::Terminal& cathode,
           Model model)
    : machine_(machine),
      model_(model),
      diode_(
          name, anode, cathode,
          emulator::analog::Diode::Model::by_forward_voltage(model.forward_volts, rated_amps, emission, series_ohms)),
      no_resistor_(machine, name, Kind::no_resistor,
                   [this] {
                     if (!without_resistor()) return std::string{};
                     return fmt::format("{} has no resistor: {} flow through it, and only what drives it limits them",
                                        diode_.name(), emulator::format_milliamps(milliamps()));
                   }),
      too_much_(machine, name, Kind::too_much_current, [this] { return complaint(); }) {
  diode_.on_step = [this] { step(); };
}

// Steps are short where a current moves: until the next one it counts as it is.
void Lamp::step() {
  const double now = std::max(milliamps(), 0.0);
  light_.set(now, machine_.now());
  if (without_resistor()) no_resistor_.suspect();
  if (now > model_.most_milliamps) too_much_.suspect();
}

bool Lamp::without_resistor() const {
  return milliamps() > worth_telling && held_hard(diode_.net(0)) && held_hard(diode_.net(1));
}

std::string Lamp::complaint() const {
  if (milliamps() <= model_.most_milliamps) return {};
  return fmt::format("{} takes {}, more than the {} that it bears", diode_.name(),
                     emulator::format_milliamps(milliamps()), emulator::format_milliamps(model_.most_milliamps));
}

double Lamp::average_milliamps() const { return light_.average(machine_.now()); }

double Lamp::brightness() const { return lightness(average_milliamps() / model_.full_milliamps); }

void Lamp::serialize(emulator::State& state) { state(light_, no_resistor_, too_much_); }

}  // namespace parts
