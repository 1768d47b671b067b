#pragma once
// "did you mean microbit?": the names most like a mistyped one.
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

// Those of `known` that a person may have meant, best first, at most three.
std::vector<std::string> near_names(std::string_view wanted, const std::vector<std::string>& known);
// "; did you mean microbit or microbit_v1?", or else "; there are a, b and c", or empty if nothing is known.
std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& known);

}  // namespace emulator
