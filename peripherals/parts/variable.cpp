#include "peripherals/parts/variable.hpp"

#include <algorithm>

#include "emulator/analog/mathematics.hpp"

namespace parts {

using emulator::analog::exponential;
using emulator::analog::power;

namespace {
constexpr double reference_lux = 10, darkest_lux = 1e-3;  // darker makes no difference
constexpr double kelvin = 273.15, reference_kelvin = 298.15;
}  // namespace

Photoresistor::Photoresistor(const Setup& setup)
    : TwoLegged(setup, "a", "b"),
      illuminance_(quantity("illuminance", "lx", 300, {0, 150'000})),
      ohms_(setup.attributes.number("ohms", 10e3, 1, 1e9)),
      gamma_(setup.attributes.number("gamma", 0.7, 0.01, 3)),
      resistor_(label_, first_, second_, ohms()) {
  illuminance_.watch([this](double) { resistor_.ohms(ohms()); });
}

double Photoresistor::ohms() const {
  return ohms_ * power(std::max(illuminance_.value(), darkest_lux) / reference_lux, -gamma_);
}

void Photoresistor::serialize(emulator::State& state) {
  Part::serialize(state);
  if (state.loading()) resistor_.restore(ohms());
}

Thermistor::Thermistor(const Setup& setup)
    : TwoLegged(setup, "a", "b"),
      temperature_(quantity("temperature", "degC", 25, {-40, 125})),
      ohms_(setup.attributes.number("ohms", 10e3, 1, 1e9)),
      beta_(setup.attributes.number("beta", 3950, 100, 10'000)),
      resistor_(label_, first_, second_, ohms()) {
  temperature_.watch([this](double) { resistor_.ohms(ohms()); });
}

double Thermistor::ohms() const {
  return ohms_ * exponential(beta_ * (1 / (temperature_.value() + kelvin) - 1 / reference_kelvin));
}

void Thermistor::serialize(emulator::State& state) {
  Part::serialize(state);
  if (state.loading()) resistor_.restore(ohms());
}

}  // namespace parts
