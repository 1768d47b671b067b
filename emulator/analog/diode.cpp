#include "emulator/analog/junction.hpp"
#include "emulator/analog/mathematics.hpp"
#include "emulator/analog/semiconductors.hpp"

namespace emulator::analog {

Diode::Model Diode::Model::by_forward_voltage(double volts, double amps, double emission, double ohms) {
  return {amps * exponential(-(volts - amps * ohms) / (emission * thermal_volts)), emission, ohms};
}

void Diode::stamp(Stamp& s) const {
  const Node a = inner(), k = node(1);
  const double scale = model_.emission * thermal_volts;
  const double volts = limit_junction(s, junction(), s.volts(a, k), model_.saturation_amps, scale);
  const Junction j = junction_at(volts, model_.saturation_amps, scale);
  const double siemens = j.siemens + smallest_siemens;
  s.conductance(a, k, siemens);
  s.current(a, k, j.amps - j.siemens * volts);
  if (model_.ohms > 0) s.conductance(node(0), a, 1 / model_.ohms);
}

double Diode::amps(unsigned leg, const Look& look) const {
  const double volts = look.at(inner()) - look.at(node(1));
  const double i =
      junction_at(volts, model_.saturation_amps, model_.emission * thermal_volts).amps + smallest_siemens * volts;
  return leg == 0 ? i : -i;
}

bool Diode::links(unsigned a, unsigned b, const Look& look) const { return a != b && amps(0, look) > 1e-9; }

}  // namespace emulator::analog
