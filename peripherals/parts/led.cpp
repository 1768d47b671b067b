#include "peripherals/parts/led.hpp"

namespace parts {

namespace {
Lamp::Model model(const Attributes& a) {
  const double usual = Lamp::forward_volts(a.text("color", "red"));
  return {a.number("forward_volts", usual, 0.5, 10), a.number("max_milliamps", 20, 0.1, 1e4),
          a.number("full_milliamps", 10, 0.01, 1e4)};
}
}  // namespace

Led::Led(const Setup& setup)
    : Part(setup),
      anode_(setup.prefix + setup.name + ".anode"),
      cathode_(setup.prefix + setup.name + ".cathode"),
      lamp_(setup.machine, setup.prefix + setup.name, anode_, cathode_, model(setup.attributes)) {
  add(anode_, "anode");
  add(cathode_, "cathode");
}

std::vector<Reading> Led::readings() {
  return {{"brightness", "", lamp_.brightness()}, {"milliamps", "mA", lamp_.average_milliamps()}};
}

void Led::serialize(emulator::State& state) {
  Part::serialize(state);
  state(lamp_);
}

}  // namespace parts
