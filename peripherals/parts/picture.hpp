#pragma once
// What a part looks like at this moment, for whoever draws, prints or compares it.
#include <vector>

namespace parts {

// Points of light, 0 (dark) … 1 (full), row by row from the top left.
struct Picture {
  unsigned width = 0, height = 0;
  std::vector<double> light;
  double at(unsigned x, unsigned y) const { return light.at(y * width + x); }
};

}  // namespace parts
