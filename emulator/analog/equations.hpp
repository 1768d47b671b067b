#pragma once
// The voltages of an island of nets at one instant: drivers, supplies and elements together, by Newton's method where
// an element is not linear.
#include <vector>

#include "emulator/analog/element.hpp"

namespace emulator::analog {

class Equations {
 public:
  // Nodes: the nets first, then what elements add. `known` are the nets that supplies hold.
  void build(unsigned nets, unsigned known, std::vector<Element*> elements);

  unsigned unknowns() const { return unknowns_; }
  const std::vector<Element*>& storages() const { return storages_; }

  std::vector<Net::Drivers> drivers;  // of each net
  std::vector<double> known;          // volts; 0 V behind the nets that supplies hold
  void elements_changed() { factored_ = false; }

  // Storages as they are at the end of a (stage of a) step: each is `base` plus `reach` times its slope, in seconds.
  // `x` is where to begin and what was found; false if nothing was, and x is as before.
  bool solve(std::vector<double>& x, const std::vector<double>& bases, double reach);
  // A storage's slope (volts or amperes per second) in such a solution, and the current through it.
  double slope(unsigned storage, const std::vector<double>& x, double base, double reach) const;
  double amps(unsigned storage, double slope, double value) const;

  // By net: does anything hold it?
  void find_floating(const std::vector<double>& x, std::vector<bool>& floating) const;

 private:
  struct Attempt {
    double siemens = 0;  // from every net to 0 V, besides the smallest
    double share = 1;    // of all sources
  };
  bool newton(std::vector<double>& x, const std::vector<double>& bases, double reach, const Attempt&);
  bool by_conductance(std::vector<double>& x, const std::vector<double>& bases, double reach);
  bool by_sources(std::vector<double>& x, const std::vector<double>& bases, double reach);
  bool stamp(const std::vector<double>& x, const std::vector<double>& bases, double reach, const Attempt&, bool first);
  double volts(unsigned storage, const std::vector<double>& x) const;

  unsigned nets_ = 0, unknowns_ = 0;
  std::vector<Element*> elements_, storages_;
  std::vector<bool> judged_;  // unknowns that tell whether an iteration has arrived: volts, from which currents follow
  bool linear_ = true;
  bool factored_ = false;  // linear: the matrix of this reach is there
  double factored_reach_ = 0;
  LinearSystem system_;
  std::vector<double> junctions_, next_, start_, scaled_known_;
};

}  // namespace emulator::analog
