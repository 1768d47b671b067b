#pragma once
// An Xtensa core with a little memory, and programs for it by the names of the table.
#include <initializer_list>
#include <string_view>

#include "cpu/xtensa/core.hpp"
#include "cpu/xtensa/system.hpp"
#include "cpu/xtensa/translator.hpp"

namespace test::xtensa {

using namespace emulator;
using namespace cpu::xtensa;

// The word of the row with this name, operands in order of their letters' first appearance in its pattern.
inline u32 encode(std::string_view name, std::initializer_list<u32> operands = {}) {
  for (const Row& row : rows()) {
    if (row.instruction.name != name) continue;
    const cpu::Encoding& e = row.instruction.encoding;
    u32 word = e.match;
    std::size_t i = 0;
    for (u32 value : operands) word |= cpu::scatter(value, e.bits[i++]);
    if (i != e.operands) throw std::logic_error(std::string{name} + ": not so many operands");
    return word;
  }
  throw std::logic_error(std::string{name} + ": no such row");
}

struct Rig {
  static constexpr u32 code = 0x4008'0400, data = 0x3ffb'0000, vectors = 0x4008'0000;

  explicit Rig(const Config& config = lx6) : core("core", scheduler, bus, config, Clock{160'000'000}, 0xcdcd) {
    bus.map_ram(vectors, iram);
    bus.map_ram(data, dram);
    scheduler.on_earlier = [this](Time) { core.end_run(); };
    core.set_reset_vector(code);
    core.reset();
    core.set_special_register(special::vecbase, vectors);
    core.set_special_register(special::ps, config.has(Option::windows) ? ps::woe : 0);
  }

  // Lays instructions one behind the other from `at` on; the address behind them.
  u32 put(u32 at, std::initializer_list<u32> words) {
    for (u32 word : words)
      for (unsigned i = 0; i < length_of(word); ++i, ++at) {
        const u8 byte = static_cast<u8>(word >> 8 * i);
        bus.poke(at, {&byte, 1});
      }
    return at;
  }
  Rig& program(std::initializer_list<u32> words) {
    put(code, words);
    core.jump(code);
    return *this;
  }
  Rig& step(unsigned n = 1) {
    while (n--) {
      scheduler.set_source(&core);
      core.step();
      scheduler.set_source(nullptr);
      scheduler.run_until(core.now());
    }
    return *this;
  }
  // Until the core gets there, by whole blocks.
  bool run_to(u32 at, i64 cycles = 100'000) {
    core.set_breakpoint(at, true);
    const i64 end = core.cycles() + cycles;
    Cpu::Stop why = Cpu::Stop::budget;
    while (core.cycles() < end && why != Cpu::Stop::breakpoint) {
      const Time next = scheduler.next();
      const i64 until = std::min(end, next == Time::max() ? end : core.cycle_at(next));
      scheduler.set_source(&core);
      if (core.sleeping())
        core.skip_to(std::max(until, core.cycles()));
      else
        why = core.run(std::max(until, core.cycles() + 1));
      scheduler.set_source(nullptr);
      scheduler.run_until(core.now());
    }
    core.set_breakpoint(at, false);
    return why == Cpu::Stop::breakpoint && core.pc() == at;
  }
  u32 a(unsigned n) const { return core.a(n); }
  Rig& set(unsigned n, u32 value) {
    core.context.r[cpu::ir::Context::window + n] = value;
    return *this;
  }
  u32 sr(u32 n) const { return core.special_register(n); }
  Rig& set_sr(u32 n, u32 value) { return core.set_special_register(n, value), *this; }
  u32 word(u32 address) {
    u32 value = 0;
    bus.read(address, 4, value);
    return value;
  }
  u32 reg(std::string_view name) const {
    const auto names = core.register_names();
    for (unsigned i = 0; i < names.size(); ++i)
      if (names[i].name == name) return core.get(i);
    throw std::logic_error(std::string{name} + ": no such register");
  }
  void set_reg(std::string_view name, u32 value) {
    const auto names = core.register_names();
    for (unsigned i = 0; i < names.size(); ++i)
      if (names[i].name == name) return core.set(i, value);
    throw std::logic_error(std::string{name} + ": no such register");
  }

  Scheduler scheduler;
  Bus bus;
  Memory iram{"iram", 0x1'0000}, dram{"dram", 0x1'0000};
  Core core;
};

}  // namespace test::xtensa
