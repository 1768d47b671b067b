#include "emulator/analog/passive.hpp"

namespace emulator::analog {

void Resistor::ohms(double ohms) {
  if (ohms != ohms_) change([&] { ohms_ = ohms; });
}

double Resistor::amps(unsigned leg, const Look& look) const {
  return (look.at(node(leg)) - look.at(node(1 - leg))) / ohms_;
}

void VoltageSource::volts(double volts) {
  if (volts != volts_) change([&] { volts_ = volts; });
}

// The unknown is the current from plus through the source to minus.
void VoltageSource::stamp(Stamp& s) const {
  const Node i = extra();
  s.entry(node(0), i, 1);
  s.entry(node(1), i, -1);
  s.entry(i, node(0), 1);
  s.entry(i, node(1), -1);
  s.entry(i, i, -ohms_);
  s.right(i, volts_);
}

double VoltageSource::amps(unsigned leg, const Look& look) const {
  const double i = look.at(extra());
  return leg == 0 ? i : -i;
}

}  // namespace emulator::analog
