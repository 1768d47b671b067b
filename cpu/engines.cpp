#include "cpu/engines.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "cpu/engine_plugin.hpp"
#include "cpu/interpreter/interpreter.hpp"

namespace cpu {

using emulator::Bus;

namespace {
constexpr std::string_view unicorn = "unicorn";
}

std::vector<std::string> available_engines() {
  std::vector<std::string> names{std::string{default_engine}};
  if (!find_engine(unicorn, engine_directories()).empty()) names.emplace_back(unicorn);
  return names;
}

thumb::EngineFactory engine_by_name(std::string_view name) {
  if (name == default_engine)
    return [](thumb::CortexM& core, Bus& bus) { return std::make_unique<Interpreter>(core, bus); };
  if (name != unicorn)
    throw std::runtime_error(fmt::format("there is no engine {}: choose {} or {}", name, default_engine, unicorn));
  const auto directories = engine_directories();
  const auto file = find_engine(name, directories);
  if (file.empty())
    throw std::runtime_error(
        "the Unicorn engine is not installed: build with -DVIVARIUM_UNICORN=ON (package libunicorn-dev), or name the "
        "folder of vivarium-engine-unicorn.so in $VIVARIUM_ENGINES");
  const EnginePlugin& plugin = load_engine(file);
  return [make = plugin.make](thumb::CortexM& core, Bus& bus) { return std::unique_ptr<ir::Engine>{make(core, bus)}; };
}

}  // namespace cpu
