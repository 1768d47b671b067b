// The module's only visible name. What is linked together here with Unicorn is under the GPL, version 2.
#include "cpu/engine_plugin.hpp"
#include "cpu/unicorn/engine.hpp"

extern "C" __attribute__((visibility("default"))) const cpu::EnginePlugin vivarium_engine_plugin{
    cpu::engine_plugin_abi, VIVARIUM_VERSION, "unicorn",
    [](cpu::ir::Guest& guest, emulator::Bus& bus) -> cpu::ir::Engine* { return new cpu::unicorn::Engine(guest, bus); }};
