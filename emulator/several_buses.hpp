#pragma once
// A chip whose cores have buses of their own, beside the one that Chip::bus() names.
#include <vector>

#include "emulator/chip.hpp"

namespace emulator {

class SeveralBuses {
 public:
  virtual ~SeveralBuses() = default;
  virtual std::vector<Bus*> buses() = 0;  // all of them
};

inline std::vector<Bus*> buses_of(Chip& chip) {
  auto* several = dynamic_cast<SeveralBuses*>(&chip);
  return several ? several->buses() : std::vector<Bus*>{&chip.bus()};
}

}  // namespace emulator
