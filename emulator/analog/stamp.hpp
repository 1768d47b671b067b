#pragma once
// What an element says about itself while voltages are looked for: modified nodal analysis (Ho, Ruehli, Brennan 1975),
// one linear system per iteration of Newton's method, written by every element ("stamped").
#include <vector>

#include "emulator/analog/linear_system.hpp"

namespace emulator::analog {

using Node = int;  // an unknown, or with -1 - n the known voltage n

inline constexpr double smallest_siemens = 1e-12;  // across junctions, and from every net to 0 V

// A solution, or a guess at it.
struct Look {
  const std::vector<double>& unknowns;
  const std::vector<double>& known;
  double at(Node n) const {
    return n >= 0 ? unknowns[static_cast<std::size_t>(n)] : known[static_cast<std::size_t>(-1 - n)];
  }
};

class Stamp {
 public:
  Stamp(LinearSystem& system, Look guess, std::vector<double>& junctions, bool first)
      : system_(system), guess_(guess), junctions_(junctions), first_(first) {}

  double volts(Node n) const { return guess_.at(n); }
  double volts(Node plus, Node minus) const { return volts(plus) - volts(minus); }

  // An entry of the matrix, or of the right side where the column is known.
  void entry(Node row, Node column, double value) {
    if (column >= 0)
      system_.add(row, column, value);
    else
      system_.add_right(row, -value * guess_.at(column));
  }
  void right(Node row, double value) { system_.add_right(row, value); }

  void conductance(Node a, Node b, double siemens) {
    entry(a, a, siemens);
    entry(a, b, -siemens);
    entry(b, a, -siemens);
    entry(b, b, siemens);
  }
  void current(Node from, Node to, double amps) {  // through the element
    right(from, -amps);
    right(to, amps);
  }
  // A current from `from` to `to` that grows with the voltage from plus to minus.
  void transconductance(Node from, Node to, Node plus, Node minus, double siemens) {
    entry(from, plus, siemens);
    entry(from, minus, -siemens);
    entry(to, plus, -siemens);
    entry(to, minus, siemens);
  }

  // The voltage that an element used for its slot in the iteration before, kept by what it uses now. On the first
  // iteration there is none.
  bool first() const { return first_; }
  double& junction(unsigned slot) { return junctions_[slot]; }
  void limit() { limited_ = true; }  // it used another voltage than the guess: not the solution yet
  bool limited() const { return limited_; }

 private:
  LinearSystem& system_;
  Look guess_;
  std::vector<double>& junctions_;
  bool first_, limited_ = false;
};

}  // namespace emulator::analog
