#pragma once
// A bare core with RAM and flash, for tests that bring their own instructions.
#include <cstring>
#include <initializer_list>

#include "cpu/engine_plugin.hpp"
#ifdef VIVARIUM_HAS_JIT
#include "cpu/jit/make.hpp"
#endif
#include "cpu/thumb/cortex_m.hpp"
#include "tests/places.hpp"

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
  void put(u32 address, std::initializer_list<u32> words) { copy(address, words.begin(), 4 * words.size()); }
  void code(u32 address, std::initializer_list<u16> halfwords) {
    copy(address, halfwords.begin(), 2 * halfwords.size());
  }
  void copy(u32 address, const void* from, std::size_t size) {
    Memory& memory = address < ram_base ? flash : ram;
    const u32 offset = address < ram_base ? address : address - ram_base;
    std::memcpy(memory.bytes().data() + offset, from, size);
    bus.changed(memory, offset, static_cast<u32>(size));
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

  // Registers of the private peripherals, as the core itself reaches them.
  u32 get(u32 address) {
    u32 value = 0;
    core.load(address, 4, value);
    return value;
  }
  void set(u32 address, u32 value) { core.store(address, 4, value); }
  void priority(unsigned irq, u32 level) {  // 0 … 3
    const u32 at = ipr + (irq & ~3u), shift = 8 * (irq & 3);
    set(at, (get(at) & ~(0xffu << shift)) | level << (shift + 6));
  }
  static constexpr u32 iser = 0xe000'e100, icer = 0xe000'e180, ispr = 0xe000'e200, icpr = 0xe000'e280,
                       ipr = 0xe000'e400, icsr = 0xe000'ed04, scr = 0xe000'ed10, shpr2 = 0xe000'ed1c,
                       shpr3 = 0xe000'ed20;
  static constexpr u32 handler(unsigned exception) { return 0x800 + 0x40 * exception; }
  static constexpr u32 irq_handler(unsigned irq) { return handler(16 + irq); }
  u32 ipsr() const { return core.xpsr() & 0x3f; }

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
#define UNICORN_RIG , test::UnicornRig
#else
#define UNICORN_RIG
#endif
#ifdef VIVARIUM_HAS_JIT
struct JitRig : Rig {  // compiles everything at once
  explicit JitRig(const cpu::thumb::Profile& profile = cpu::thumb::cortex_m0)
      : Rig(profile, [](cpu::thumb::CortexM& core, Bus& bus) {
          return cpu::jit::make(core, bus, cpu::jit::Options{.hot = 1});
        }) {}
};
#define JIT_RIG , test::JitRig
#else
#define JIT_RIG
#endif
#define ENGINES test::InterpreterRig JIT_RIG UNICORN_RIG

}  // namespace test
