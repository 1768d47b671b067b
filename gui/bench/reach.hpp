#pragma once
// The bench without a mouse: one thing after the other, and the controls of each.
#include "gui/bench/hit.hpp"

namespace bench {

// What the keyboard has in hand.
struct Reach {
  std::string device = {};  // by name; empty: nothing
  std::size_t control = 0;
  bool operator==(const Reach&) const = default;
};

Reach next_device(const Scene&, const Reach&, int step);   // from nothing to the first, from the last to the first
Reach next_control(const Scene&, const Reach&, int step);  // of the same device
Hit hit_of(const Scene&, const Reach&);                    // as if a finger were there

}  // namespace bench
