#include "peripherals/parts/battery.hpp"

#include <fmt/format.h>

namespace parts {

Battery::Battery(const Setup& setup)
    : TwoLegged(setup, "plus", "minus"),
      volts_(quantity(setup.name + ".volts", "V", setup.attributes.number("volts", 3, -60, 60), {-60, 60})),
      source_(label_, first_, second_, volts_.value(), setup.attributes.number("ohms", 0.5, 0, 1e9)),
      most_milliamps_(
          setup.attributes.number("max_milliamps", emulator::high_impedance, 1e-3, emulator::high_impedance)),
      too_much_(setup.machine, label_, emulator::CircuitFinding::Kind::too_much_current, [this] {
        if (milliamps() <= most_milliamps_) return std::string{};
        return fmt::format("{} gives {}, more than the {} that it has", label_, emulator::format_milliamps(milliamps()),
                           emulator::format_milliamps(most_milliamps_));
      }) {
  volts_.watch([this](double volts) { source_.volts(volts); });
  source_.on_step = [this] {
    if (milliamps() > most_milliamps_) too_much_.suspect();
  };
}

void Battery::serialize(emulator::State& state) {
  Part::serialize(state);
  state(too_much_);
  if (state.loading()) source_.restore(volts_.value());
}

}  // namespace parts
