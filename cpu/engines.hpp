#pragma once
// Engines by the names that users give them.
#include <string>
#include <string_view>
#include <vector>

#include "cpu/thumb/cortex_m.hpp"

namespace cpu {

// What executes the cores of a chip, whatever their instruction set.
struct Engines {
  thumb::EngineFactory thumb;
  std::function<std::unique_ptr<ir::Engine>(ir::Guest&, emulator::Bus&)> xtensa;  // xtensa::EngineFactory
};

std::string_view default_engine();  // the fastest that is built and works on this host

// Those that can be used here and now.
std::vector<std::string> available_engines();
// Throws one sentence where the engine is unknown, not installed, or cannot be loaded.
Engines engine_by_name(std::string_view name);

}  // namespace cpu
