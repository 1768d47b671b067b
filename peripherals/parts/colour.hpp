#pragma once
// From light to what a screen is given.
#include <algorithm>
#include <cmath>

#include "emulator/types.hpp"

namespace parts {

// IEC 61966-2-1 (sRGB), of a light from 0 to 1.
inline emulator::u8 srgb(double light) {
  const double value = light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
  return static_cast<emulator::u8>(std::lround(255 * std::min(value, 1.0)));
}

}  // namespace parts
