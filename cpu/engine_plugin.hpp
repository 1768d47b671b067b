#pragma once
// Engines that live in modules of their own (their licence keeps them out of the program): vivarium-engine-NAME.so.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cpu/ir/guest.hpp"

namespace cpu {

// Module and program share classes, so both must be built from the same sources with the same layout.
inline constexpr unsigned engine_plugin_abi = [] {
  unsigned sum = 1;  // counts changes that sizes do not show
  for (std::size_t size : {sizeof(ir::Guest), sizeof(ir::Op), sizeof(ir::Builder), sizeof(emulator::Bus)})
    sum = sum * 1009 + static_cast<unsigned>(size);
  return sum;
}();

// A module defines `extern "C" const EnginePlugin vivarium_engine_plugin`.
struct EnginePlugin {
  unsigned abi;
  const char* version;  // of the program it was built with
  const char* name;
  ir::Engine* (*make)(ir::Guest&, emulator::Bus&);
};

// Where modules are looked for: $VIVARIUM_ENGINES, beside the executable, ../lib/vivarium from there.
std::vector<std::filesystem::path> engine_directories();
// The module's file; empty if there is none.
std::filesystem::path find_engine(std::string_view name, const std::vector<std::filesystem::path>& directories);
// Loads the module, for good. Throws a sentence that says what is wrong with it.
const EnginePlugin& load_engine(const std::filesystem::path& file);

}  // namespace cpu
