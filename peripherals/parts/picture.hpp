#pragma once
// What a part looks like at this moment, for whoever draws, prints or compares it.
#include <array>
#include <vector>

#include "emulator/types.hpp"

namespace parts {

using Colour = std::array<emulator::u8, 3>;  // red, green, blue, as a computer's screen shows them (sRGB)

// Points of light, 0 (dark) … 1 (full), row by row from the top left.
struct Picture {
  unsigned width = 0, height = 0;
  std::vector<double> light;
  std::vector<Colour> colours = {};  // of the same points; empty: light alone
  double at(unsigned x, unsigned y) const { return light.at(y * width + x); }
};

}  // namespace parts
