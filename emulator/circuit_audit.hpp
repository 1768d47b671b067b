#pragma once
// Looks for mistakes at nets, as somebody with a meter would: outputs against each other, pins beyond what they bear.
// What lasts less than a microsecond is not one: outputs may overlap while they change hands.
#include <vector>

#include "emulator/findings.hpp"
#include "emulator/net.hpp"
#include "emulator/time.hpp"

namespace emulator {

class CircuitAudit final : public NetInspector {
 public:
  CircuitAudit(Scheduler&, Nets&, CircuitFindings&);
  void inspect(const Net&) override;
  void serialize(State&);

 private:
  struct Fight {
    const Terminal *high, *low;
    double milliamps;
  };
  static Fight fight(const Net&);
  static bool overloaded(const Terminal&);
  bool suspicious(const Net&) const;
  void judge();
  bool tell_fight(const Net&);
  void tell_overload(const Terminal&);

  Nets& nets_;
  CircuitFindings& findings_;
  std::vector<const Net*> suspects_;
  Event event_;
};

}  // namespace emulator
