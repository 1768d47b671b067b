#include "emulator/analog/op_amp.hpp"

#include <algorithm>
#include <cmath>

namespace emulator::analog {

namespace {
constexpr unsigned plus = 0, minus = 1, out = 2, high = 3, low = 4;
constexpr double two_pi = 6.283185307179586;
constexpr double rail_siemens = 1e9;  // that hold the inner voltage between the rails: a nanosecond
}  // namespace

void OpAmp::stamp(Stamp& s) const {
  const Node i = extra(0), y = extra(1), o = node(out);
  s.entry(o, i, 1);
  s.entry(node(high), i, -0.5);  // so that no current comes from nowhere
  s.entry(node(low), i, -0.5);
  s.entry(i, o, 1);
  s.entry(i, y, -1);

  // Into the inner capacitor: omega times the difference, but no more than the slew rate, bent smoothly.
  const double omega = two_pi * model_.bandwidth, difference = s.volts(node(plus), node(minus));
  const double u = omega * difference / model_.slew, root = std::sqrt(1 + u * u);
  const double slope = omega / (root * root * root);
  s.transconductance(ground(), y, node(plus), node(minus), slope);
  s.current(ground(), y, model_.slew * u / root - slope * difference);
  // The finite gain draws it to the middle, the rails keep it between them.
  const double leak = omega / model_.gain;
  s.entry(y, y, leak);
  s.entry(y, node(high), -leak / 2);
  s.entry(y, node(low), -leak / 2);
  const double volts = s.volts(y);
  if (volts > s.volts(node(high)) - model_.headroom_high) {
    s.entry(y, y, rail_siemens);
    s.entry(y, node(high), -rail_siemens);
    s.right(y, -rail_siemens * model_.headroom_high);
  } else if (volts < s.volts(node(low)) + model_.headroom_low) {
    s.entry(y, y, rail_siemens);
    s.entry(y, node(low), -rail_siemens);
    s.right(y, rail_siemens * model_.headroom_low);
  }
}

double OpAmp::amps(unsigned leg, const Look& look) const {
  const double i = look.at(extra());
  switch (leg) {
    case out: return i;
    case high:
    case low: return -i / 2;
    default: return 0;
  }
}

}  // namespace emulator::analog
