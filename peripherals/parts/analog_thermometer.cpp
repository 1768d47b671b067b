#include "peripherals/parts/analog_thermometer.hpp"

#include <algorithm>

namespace parts {

namespace {
constexpr double volts_per_degree = 0.01;
constexpr double output_ohms = 1;  // of its amplifier, which gives some 50 uA (TMP36)
}  // namespace

Tmp36::Tmp36(const Setup& setup) : AnalogThermometer(setup, {0.5, -40, 125, setup.supply, 2.7, 5.5, 0.1}) {}
Lm35::Lm35(const Setup& setup) : AnalogThermometer(setup, {0, 2, 150, 5, 4, 30, 1}) {}

AnalogThermometer::AnalogThermometer(const Setup& setup, const Model& model)
    : Part(setup),
      model_(model),
      out_(setup.prefix + setup.name + ".OUT"),
      temperature_(quantity("temperature", "degC", 25, {-55, 150})),
      volts_(setup.attributes.number("volts", model.supply, model.least_supply, model.most_supply)) {
  add(out_, "OUT");
  temperature_.watch([this](double) { show(); });
  show();
}

void AnalogThermometer::show() {
  const double degrees = std::clamp(temperature_.value(), model_.least, model_.most);
  out_.drive(std::min(model_.volts_at_zero + degrees * volts_per_degree, volts_ - model_.headroom), output_ohms);
}

}  // namespace parts
