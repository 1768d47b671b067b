#pragma once
// A bare core with RAM and flash, for tests that bring their own instructions.
#include <cstring>
#include <initializer_list>

#include "cpu/engine_plugin.hpp"
#include "cpu/thumb/cortex_m.hpp"

namespace test {

using namespace emulator;

struct Rig {
  static constexpr u32 flash_base = 0, ram_base = 0x2000'0000;

  explicit Rig(const cpu::thumb::Profile& profile = cpu::thumb::cortex_m0, const cpu::thumb::EngineFactory& engine = {})
      : core("core", scheduler, bus, profile, Clock{16'000'000}, engine) {
    bus.map_rom(flash_base, flash);
    bus.map_ram(ram_base, ram);
    put(0, {0x2000'4000, 0x101});                                   // stack, reset
    for (u32 n = 2; n < 48; ++n) put(4 * n, {0x801 + 0x40 * n});    // each exception has a handler of its own
    for (u32 n = 2; n < 48; ++n) code(0x800 + 0x40 * n, {0x4770});  // bx lr
  }
  void put(u32 address, std::initializer_list<u32> words) {
    for (u32 w : words) {
      std::memcpy((address < ram_base ? flash.bytes().data() + address : ram.bytes().data() + (address - ram_base)), &w,
                  4);
      address += 4;
    }
  }
  void code(u32 address, std::initializer_list<u16> halfwords) {
    for (u16 h : halfwords) {
      std::memcpy((address < ram_base ? flash.bytes().data() + address : ram.bytes().data() + (address - ram_base)), &h,
                  2);
      address += 2;
    }
  }
  void start(std::initializer_list<u16> program) {
    code(0x100, program);
    core.reset();
  }
  void steps(unsigned n) {
    while (n--) core.step();
  }
  u32 r(unsigned n) const { return core.get(n); }
  u32 word(u32 address) const {
    u32 value = 0;
    core.peek(address, {reinterpret_cast<u8*>(&value), 4});
    return value;
  }

  Scheduler scheduler;
  Bus bus;
  Memory flash{"flash", 0x4000, 0xff};
  Memory ram{"ram", 0x4000};
  cpu::thumb::CortexM core;
};

// The same on each engine, for TEMPLATE_TEST_CASE("…", "[cpu]", ENGINES).
struct InterpreterRig : Rig {
  using Rig::Rig;
};
#ifdef VIVARIUM_TEST_ENGINE
struct UnicornRig : Rig {
  explicit UnicornRig(const cpu::thumb::Profile& profile = cpu::thumb::cortex_m0)
      : Rig(profile, [](cpu::thumb::CortexM& core, Bus& bus) {
          return std::unique_ptr<cpu::ir::Engine>{cpu::load_engine(VIVARIUM_TEST_ENGINE).make(core, bus)};
        }) {}
};
#define ENGINES test::InterpreterRig, test::UnicornRig
#else
#define ENGINES test::InterpreterRig
#endif

}  // namespace test
