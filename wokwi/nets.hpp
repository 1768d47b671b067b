#pragma once
// Which pins of a diagram are one net: wires, holes of breadboards that are one strip, pins that are one inside a part.
#include <map>
#include <string>
#include <vector>

#include "wokwi/diagram.hpp"

namespace wokwi {

class Nets {
 public:
  void join(const PinName&, const PinName&);
  bool joined(const PinName&, const PinName&) const;
  std::vector<PinName> with(const PinName&) const;  // all of its net, itself too

 private:
  PinName root(PinName) const;
  std::map<PinName, PinName> parent_;
};

}  // namespace wokwi
