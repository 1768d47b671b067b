#include "peripherals/parts/diode.hpp"

namespace parts {

namespace {
emulator::analog::Diode::Model model(const Attributes& a) {
  return emulator::analog::Diode::Model::by_forward_voltage(
      a.number("forward_volts", 0.7, 0.05, 10), a.number("milliamps", 10, 1e-3, 1e5) / 1000,
      a.number("emission", 1.75, 0.5, 10), a.number("series_ohms", 0.5, 0, 1e3));
}
}  // namespace

Diode::Diode(const Setup& setup)
    : TwoLegged(setup, "anode", "cathode"), diode_(label_, first_, second_, model(setup.attributes)) {}

}  // namespace parts
