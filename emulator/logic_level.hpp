#pragma once
// What an onlooker, who does not know the chip's thresholds, takes a voltage for.
#include <optional>

namespace emulator {

// Low at or below 30 % of the supply, high at or above 70 %; in between nothing clear: a level stays what it was.
inline std::optional<bool> clear_level(double volts, double supply) {
  constexpr double low_part = 0.3, high_part = 0.7;
  if (volts <= low_part * supply) return false;
  if (volts >= high_part * supply) return true;
  return std::nullopt;
}

}  // namespace emulator
