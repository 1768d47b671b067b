#pragma once
// Which GPIO pins the analog inputs are. nRF51822 Product Specification v3.1, "Pin assignments".
#include <array>

namespace nrf5 {

inline constexpr std::array<unsigned, 8> analog_inputs{26, 27, 1, 2, 3, 4, 5, 6};  // AIN0 … AIN7
inline constexpr std::array<unsigned, 2> analog_references{0, 6};                  // AREF0, AREF1

}  // namespace nrf5
