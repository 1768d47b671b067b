#include "cpu/engine_plugin.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

namespace cpu {

namespace fs = std::filesystem;

std::vector<fs::path> engine_directories() {
  std::vector<fs::path> all;
  if (const char* given = std::getenv("VIVARIUM_ENGINES"); given && *given) all.emplace_back(given);
  std::error_code none;
  const fs::path here = fs::read_symlink("/proc/self/exe", none).parent_path();
  if (!here.empty()) {
    all.push_back(here);
    all.push_back(here.parent_path() / "lib" / "vivarium");
  }
  return all;
}

fs::path find_engine(std::string_view name, const std::vector<fs::path>& directories) {
  for (const fs::path& d : directories) {
    fs::path file = d / fmt::format("vivarium-engine-{}.so", name);
    std::error_code none;
    if (fs::exists(file, none)) return file;
  }
  return {};
}

const EnginePlugin& load_engine(const fs::path& file) {
  void* module = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!module) throw std::runtime_error(fmt::format("{}: the engine cannot be loaded: {}", file.string(), dlerror()));
  const auto* plugin = static_cast<const EnginePlugin*>(dlsym(module, "vivarium_engine_plugin"));
  if (!plugin) throw std::runtime_error(fmt::format("{}: this is no engine of Vivarium", file.string()));
  if (plugin->abi != engine_plugin_abi || std::string_view{plugin->version} != VIVARIUM_VERSION)
    throw std::runtime_error(fmt::format(
        "{}: the engine was built for another Vivarium ({}, this is {}): build both together", file.string(),
        plugin->abi == engine_plugin_abi ? plugin->version : "another layout", VIVARIUM_VERSION));
  return *plugin;
}

}  // namespace cpu
