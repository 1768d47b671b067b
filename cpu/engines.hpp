#pragma once
// Engines by the names that users give them.
#include <string>
#include <string_view>
#include <vector>

#include "cpu/thumb/cortex_m.hpp"

namespace cpu {

inline constexpr std::string_view default_engine = "interpreter";

// Those that can be used here and now.
std::vector<std::string> available_engines();
// Throws one sentence where the engine is unknown, not installed, or cannot be loaded.
thumb::EngineFactory engine_by_name(std::string_view name);

}  // namespace cpu
