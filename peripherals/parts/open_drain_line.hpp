#pragma once
// A data line that a part and a chip share, both only pulling it low. Inputs switch at 0.3 and 0.7 of the supply; a
// floating line keeps its last level.
#include <functional>
#include <string>

#include "emulator/net.hpp"
#include "emulator/state.hpp"

namespace parts {

class OpenDrainLine {
 public:
  // pull_ohms: of a pull-up resistor beside the part, 0: none. on_edge hears of the part's own edges too.
  OpenDrainLine(const std::string& name, double volts, double pull_ohms, std::function<void(bool level)> on_edge);

  emulator::Terminal pin;
  void pull_low(bool);
  void draw(double ohms);  // from the line, while it does not pull it low; high_impedance: nothing
  bool pulls_low() const { return pulls_; }
  double volts() const { return volts_; }  // of the supply
  bool level() const { return level_; }
  void serialize(emulator::State&);  // without the pin, which is its part's

 private:
  void changed();

  double volts_, pull_ohms_, drawn_ohms_ = emulator::high_impedance;
  std::function<void(bool)> on_edge_;
  bool pulls_ = false, level_ = true;
};

}  // namespace parts
