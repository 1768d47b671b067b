#pragma once
// A part's leg at its place on a bus that works by bytes: once the wire there is cut, the part is out of reach.
#include "emulator/net.hpp"

namespace emulator {

class Lead {
 public:
  Lead() = default;  // always in place
  Lead(const Terminal& leg) : leg_(&leg), home_(leg.net()) {}
  bool in_place() const { return !leg_ || leg_->net() == home_; }
  bool is(const Terminal& leg) const { return leg_ == &leg; }

 private:
  const Terminal* leg_ = nullptr;
  const Net* home_ = nullptr;
};

}  // namespace emulator
