#pragma once
// What the supplies of boards give, to whom, and whether that is more than they have. A supply is a stiff net: what
// flows is added up from the elements at it (emulator/analog), the chip's pins that drive parts, and what the board
// itself takes; what one supply is made from another counts there too.
//
// A supply that has given too much for a millisecond is a finding. Peaks that are shorter come from its capacitors.
// Not modelled: the voltage's sag, regulators that shut down, fuses.
#include <string>
#include <vector>

#include "emulator/machine.hpp"

namespace emulator {

class Supplies final : public Stateful {
 public:
  struct Ability {
    double most_milliamps = high_impedance;  // not known
    std::string by = {};                     // whose limit that is: "a USB 2.0 port"
    double own_milliamps = 0;                // of the board without anything at it
    std::string from = {};                   // the supply that it is made from
    double efficiency = 1;                   // with which
  };
  struct Share {
    std::string name;
    double milliamps;
  };
  struct Totals {
    std::string name;
    double volts, milliamps, most_milliamps;
    std::vector<Share> shares;  // the largest first
  };

  explicit Supplies(Machine&);
  Supplies(const Supplies&) = delete;
  Supplies& operator=(const Supplies&) = delete;

  void add(const std::string& name, Net&, double volts, Ability);
  // A pin of a chip that this supply feeds, and whose pin it is.
  void feeds(const std::string& supply, const std::string& chip, Terminal& pin);
  // The supply of that board ("left.", or of any) whose voltage is the nearest to `volts`; null if there is none.
  Net* nearest(std::string_view prefix, double volts) const;
  void watch();    // all is wired
  void suspect();  // somebody takes more than before
  std::vector<Totals> totals() const;
  static std::string names(const Totals&);  // "strip 960 mA, servo 220 mA"

  void serialize(State&) override;

 private:
  struct Pin {
    std::string chip;
    Terminal* terminal;
  };
  struct Supply {
    std::string name;
    Net* net;
    double volts;
    Ability ability;
    std::vector<Pin> pins;
    bool over = false, told = false;
  };
  Totals totals(const Supply&) const;
  void judge();
  void tell(Supply&);

  Machine& machine_;
  std::vector<Supply> supplies_;
  Event event_;
};

}  // namespace emulator
