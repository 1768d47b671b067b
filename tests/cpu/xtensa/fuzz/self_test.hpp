#pragma once
// Are differences found?
#include <string_view>

#include "tests/cpu/xtensa/fuzz/model.hpp"

namespace xtensa_fuzz {

// Spoils single results of our core, then single inputs of it, and expects to hear of each. 0: all were found.
int self_test(const Model&, std::string_view engine);

}  // namespace xtensa_fuzz
