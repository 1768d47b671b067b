#pragma once
// Durations as people write them.
#include <string>
#include <string_view>

#include "emulator/time.hpp"

namespace emulator {

// "5s", "200 ms", "10us", "50ns", "1.5s", "2min", "1h". std::invalid_argument with a sentence.
Duration parse_duration(std::string_view);
// "200 ms": in the largest unit of which there is one.
std::string format_duration(Duration);

}  // namespace emulator
