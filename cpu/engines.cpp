#include "cpu/engines.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "cpu/engine_plugin.hpp"
#include "cpu/interpreter/interpreter.hpp"
#ifdef VIVARIUM_HAS_JIT
#include "cpu/jit/make.hpp"
#endif

namespace cpu {

using emulator::Bus;

namespace {

constexpr std::string_view unicorn = "unicorn";
// Behind a name: loops that only wait are executed round by round, for comparing.
constexpr std::string_view every_round = ":every-round";

Engines without_skipping(const Engines& engines) {
  return {
      [make = engines.thumb](thumb::CortexM& core, Bus& bus) {
        core.every_round = true;
        return make(core, bus);
      },
      [make = engines.xtensa](ir::Guest& guest, Bus& bus) {
        guest.every_round = true;
        return make(guest, bus);
      },
  };
}

// Engines that are part of this program.
struct BuiltIn {
  std::string_view name;
  std::unique_ptr<ir::Engine> (*make)(ir::Guest&, Bus&);
};
constexpr BuiltIn built_in[] = {
    {"interpreter",
     [](ir::Guest& guest, Bus& bus) -> std::unique_ptr<ir::Engine> {
       return std::make_unique<Interpreter>(guest, bus);
     }},
#ifdef VIVARIUM_HAS_JIT
    {"jit", [](ir::Guest& guest, Bus& bus) { return jit::make(guest, bus); }},
#endif
};

}  // namespace

std::string_view default_engine() {
#ifdef VIVARIUM_HAS_JIT
  if (jit::works_here()) return "jit";
#endif
  return "interpreter";
}

std::vector<std::string> available_engines() {
  std::vector<std::string> names;
  for (const BuiltIn& e : built_in) names.emplace_back(e.name);
  if (!find_engine(unicorn, engine_directories()).empty()) names.emplace_back(unicorn);
  return names;
}

Engines engine_by_name(std::string_view name) {
  if (name.ends_with(every_round))
    return without_skipping(engine_by_name(name.substr(0, name.size() - every_round.size())));
  for (const BuiltIn& e : built_in)
    if (e.name == name) return {e.make, e.make};
  if (name == "jit")
    throw std::runtime_error("the jit engine is not built: it needs an x86-64 host and AsmJit (package libasmjit-dev)");
  if (name != unicorn)
    throw std::runtime_error(fmt::format("there is no engine {}: choose interpreter, jit or {}", name, unicorn));
  const auto directories = engine_directories();
  const auto file = find_engine(name, directories);
  if (file.empty())
    throw std::runtime_error(
        "the Unicorn engine is not installed: build with -DVIVARIUM_UNICORN=ON (package libunicorn-dev), or name the "
        "folder of vivarium-engine-unicorn.so in $VIVARIUM_ENGINES");
  const EnginePlugin& plugin = load_engine(file);
  return {
      [make = plugin.make](thumb::CortexM& core, Bus& bus) { return std::unique_ptr<ir::Engine>{make(core, bus)}; },
      [](ir::Guest&, Bus&) -> std::unique_ptr<ir::Engine> {
        throw std::runtime_error("the Unicorn engine has no Xtensa: choose --engine interpreter or jit");
      },
  };
}

}  // namespace cpu
