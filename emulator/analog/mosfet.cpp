#include "emulator/analog/junction.hpp"
#include "emulator/analog/semiconductors.hpp"

namespace emulator::analog {

namespace {
constexpr unsigned drain = 0, gate = 1, source = 2;
constexpr double gate_step = 1, drain_step = 4;  // volts that an iteration may go
}  // namespace

Mosfet::Channel Mosfet::channel(double vgs, double vds) const {
  const double over = vgs - model_.threshold_volts, k = model_.amps_per_square_volt;
  if (over <= 0) return {};
  const double stretch = 1 + model_.lambda * vds;
  if (vds < over)
    return {k * (over - vds / 2) * vds * stretch, k * vds * stretch,
            k * (over - vds) * stretch + k * (over - vds / 2) * vds * model_.lambda};
  return {k / 2 * over * over * stretch, k * over * stretch, k / 2 * over * over * model_.lambda};
}

void Mosfet::stamp(Stamp& s) const {
  const Node d = node(drain), g = node(gate), src = node(source);
  const double vgs = limit_change(s, junction(0), sign_ * s.volts(g, src), gate_step);
  const double vds = limit_change(s, junction(1), sign_ * s.volts(d, src), drain_step);
  // With the drain below the source, the two change places.
  const bool swapped = vds < 0;
  const Node high = swapped ? src : d, low = swapped ? d : src;
  const double across = swapped ? -vds : vds, control = swapped ? vgs - vds : vgs;
  const Channel c = channel(control, across);
  s.transconductance(high, low, g, low, c.by_gate);
  s.conductance(high, low, c.by_drain + smallest_siemens);
  s.current(high, low, sign_ * (c.amps - c.by_gate * control - c.by_drain * across));
  const double body =
      limit_junction(s, junction(2), -sign_ * s.volts(d, src), model_.body_saturation_amps, thermal_volts);
  const Junction j = junction_at(body, model_.body_saturation_amps, thermal_volts);
  s.conductance(d, src, j.siemens);
  s.current(src, d, sign_ * (j.amps - j.siemens * body));
}

double Mosfet::amps(unsigned leg, const Look& look) const {
  if (leg == gate) return 0;
  const double vgs = sign_ * (look.at(node(gate)) - look.at(node(source)));
  const double vds = sign_ * (look.at(node(drain)) - look.at(node(source)));
  const double through = vds < 0 ? -channel(vgs - vds, -vds).amps : channel(vgs, vds).amps;
  const double body = junction_at(-vds, model_.body_saturation_amps, thermal_volts).amps;
  const double i = sign_ * (through - body + smallest_siemens * vds);
  return leg == drain ? i : -i;
}

bool Mosfet::links(unsigned a, unsigned b, const Look& look) const {
  if (a == b || a == gate || b == gate) return false;
  return sign_ * (look.at(node(gate)) - look.at(node(source))) > model_.threshold_volts;
}

}  // namespace emulator::analog
