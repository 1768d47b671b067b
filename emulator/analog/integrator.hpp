#pragma once
// An island from one instant to a later one. SDIRK4 of Hairer and Wanner ("Solving Ordinary Differential Equations II",
// 2nd edition, table IV.6.5): five implicit stages, order 4, L-stable, with an estimate of the error of order 3.
#include <vector>

#include "emulator/analog/equations.hpp"

namespace emulator::analog {

struct IslandState {
  std::vector<double> unknowns;
  std::vector<double> stored;  // volts or amperes, by storage
  std::vector<double> slopes;  // their change, per second
};

class Integrator {
 public:
  explicit Integrator(Equations& equations) : equations_(equations) {}

  // Right after drivers or elements have changed: what is stored stays. False: no solution, and `state` is as it was.
  bool settle(IslandState&);
  // `seconds` on. The error is in units of what is tolerated. Looks at nothing but `from`.
  bool step(const IslandState& from, double seconds, IslandState& to, double& error);

 private:
  static constexpr unsigned stages = 5;
  Equations& equations_;
  std::vector<double> bases_;
  std::vector<std::vector<double>> slopes_ = std::vector<std::vector<double>>(stages);
};

}  // namespace emulator::analog
