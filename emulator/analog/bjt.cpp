#include "emulator/analog/junction.hpp"
#include "emulator/analog/semiconductors.hpp"

namespace emulator::analog {

namespace {
constexpr unsigned collector = 0, base = 1, emitter = 2;
}

void Bjt::stamp(Stamp& s) const {
  const Node c = node(collector), b = node(base), e = node(emitter);
  const double is = model_.saturation_amps, bf = model_.forward_gain, br = model_.reverse_gain;
  const double vbe = limit_junction(s, junction(0), sign_ * s.volts(b, e), is, thermal_volts);
  const double vbc = limit_junction(s, junction(1), sign_ * s.volts(b, c), is, thermal_volts);
  const Junction f = junction_at(vbe, is, thermal_volts), r = junction_at(vbc, is, thermal_volts);
  // Base to emitter, base to collector: the diodes of the base current.
  s.conductance(b, e, f.siemens / bf + smallest_siemens);
  s.current(b, e, sign_ * (f.amps - f.siemens * vbe) / bf);
  s.conductance(b, c, r.siemens / br + smallest_siemens);
  s.current(b, c, sign_ * (r.amps - r.siemens * vbc) / br);
  // Collector to emitter: what crosses the base.
  s.transconductance(c, e, b, e, f.siemens);
  s.transconductance(c, e, b, c, -r.siemens);
  s.current(c, e, sign_ * (f.amps - f.siemens * vbe - r.amps + r.siemens * vbc));
}

double Bjt::amps(unsigned leg, const Look& look) const {
  const double is = model_.saturation_amps;
  const double vbe = sign_ * (look.at(node(base)) - look.at(node(emitter)));
  const double vbc = sign_ * (look.at(node(base)) - look.at(node(collector)));
  const double f = junction_at(vbe, is, thermal_volts).amps, r = junction_at(vbc, is, thermal_volts).amps;
  const double to_emitter = f / model_.forward_gain + smallest_siemens * vbe;
  const double to_collector = r / model_.reverse_gain + smallest_siemens * vbc;
  const double across = f - r;
  switch (leg) {
    case collector: return sign_ * (across - to_collector);
    case base: return sign_ * (to_emitter + to_collector);
    default: return sign_ * (-across - to_emitter);
  }
}

bool Bjt::links(unsigned a, unsigned b, const Look& look) const {
  if (a == b) return false;
  const double base_amps = sign_ * amps(base, look);
  return base_amps > 1e-9;
}

}  // namespace emulator::analog
