#pragma once
// Resistors and switches, capacitors and inductors, sources.
#include "emulator/analog/element.hpp"

namespace emulator::analog {

// Infinite resistance is an open switch.
class Resistor final : public Element {
 public:
  Resistor(std::string name, Terminal& a, Terminal& b, double ohms) : Element(std::move(name), {&a, &b}), ohms_(ohms) {}
  double ohms() const { return ohms_; }
  void ohms(double);
  void restore(double ohms) { ohms_ = ohms; }  // while a snapshot is loaded
  void stamp(Stamp& s) const override { s.conductance(node(0), node(1), 1 / ohms_); }
  double amps(unsigned leg, const Look& look) const override;
  bool links(unsigned a, unsigned b, const Look&) const override { return a != b && ohms_ < most_link_ohms; }

 private:
  static constexpr double most_link_ohms = 1e9;
  double ohms_;
};

class Capacitor final : public Element {
 public:
  Capacitor(std::string name, Terminal& plus, Terminal& minus, double farad, double initial_volts = 0)
      : Element(std::move(name), {&plus, &minus}), storage_{Storage::Kind::capacitor, farad, initial_volts} {}
  const Storage* storage() const override { return &storage_; }
  double amps(unsigned, const Look&) const override { return 0; }

 private:
  Storage storage_;
};

class Inductor final : public Element {
 public:
  Inductor(std::string name, Terminal& a, Terminal& b, double henry)
      : Element(std::move(name), {&a, &b}), storage_{Storage::Kind::inductor, henry, 0} {}
  const Storage* storage() const override { return &storage_; }
  double amps(unsigned, const Look&) const override { return 0; }

 private:
  Storage storage_;
};

// Ideal without resistance, a battery with.
class VoltageSource final : public Element {
 public:
  VoltageSource(std::string name, Terminal& plus, Terminal& minus, double volts, double ohms = 0)
      : Element(std::move(name), {&plus, &minus}), volts_(volts), ohms_(ohms) {}
  double volts() const { return volts_; }
  void volts(double);
  void restore(double volts) { volts_ = volts; }
  unsigned extra_unknowns() const override { return 1; }
  bool extra_is_current(unsigned) const override { return true; }
  void stamp(Stamp&) const override;
  double amps(unsigned leg, const Look& look) const override;

 private:
  double volts_, ohms_;
};

// From `from` through itself to `to`.
class CurrentSource final : public Element {
 public:
  CurrentSource(std::string name, Terminal& from, Terminal& to, double amps)
      : Element(std::move(name), {&from, &to}), amps_(amps) {}
  void stamp(Stamp& s) const override { s.current(node(0), node(1), amps_); }
  double amps(unsigned leg, const Look&) const override { return leg == 0 ? amps_ : -amps_; }
  bool links(unsigned, unsigned, const Look&) const override { return false; }

 private:
  double amps_;
};

}  // namespace emulator::analog
