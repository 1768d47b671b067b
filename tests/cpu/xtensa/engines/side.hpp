#pragma once
// A core with memories and a device, executed by one engine.
#include <algorithm>

#include "cpu/ir/windows.hpp"
#include "cpu/jit/make.hpp"
#include "cpu/xtensa/core.hpp"
#include "cpu/xtensa/system.hpp"
#include "tests/cpu/xtensa/engines/program.hpp"

namespace xtensa_engines {

namespace special = cpu::xtensa::special;
using cpu::ir::Context;

// Answers with what depends on all that happened before, and remembers when.
class Port final : public Device {
 public:
  explicit Port(cpu::xtensa::Core& core) : Device("port"), core_(core) {}
  u32 read(u32 offset) override { return note(offset, 0); }
  void write(u32 offset, u32 value) override {
    note(offset, value + 1);
    if (offset == 0x10) core_.interrupt(value & 1 ? 19 : 13, value & 2);
    if (offset == 0x14) core_.end_run();
    if (offset == 0x18) core_.stall(core_.clock().ticks(value & 63));
  }
  u32 peek(u32) const override { return 0; }
  u32 seen = 0;

 private:
  u32 note(u32 offset, u32 value) {
    for (u32 x : {offset, value, static_cast<u32>(core_.cycles()), core_.pc()}) seen = (seen ^ x) * 0x0100'0193;
    return seen;
  }
  cpu::xtensa::Core& core_;
};

struct Side {
  explicit Side(const cpu::xtensa::EngineFactory& engine)
      : core("core", scheduler, bus, cpu::xtensa::lx6, Clock{160'000'000}, 0xcdcd, engine), port(core) {
    bus.words_only(0x4000'0000, 0x1000'0000);  // as an ESP32's
    bus.map_ram(place::vectors, iram);
    bus.map_ram(place::dram, dram);
    bus.map_ram(place::more, more);
    bus.map_rom(place::rom, rom);
    bus.map(place::device, place::device_size, port);
    scheduler.on_earlier = [this](Time) { core.end_run(); };
  }

  void load(const Program& program) { bus.poke(place::vectors, program.bytes()); }
  // From any state to a random one.
  void start(Random& random, u32 pc, const std::vector<u32>& registers, u32 base, u32 frames, u32 ps) {
    core.reset();
    core.set_special_register(special::vecbase, place::vectors);
    core.set_special_register(special::cpenable, random.below(8) ? 1 : 0);
    core.set_special_register(special::sar, random.below(33));
    core.set_special_register(special::intenable, random.below(4) ? 0 : static_cast<u32>(random.next()) & 0x2f'1040);
    Context& c = core.context;
    std::ranges::copy(registers, c.file);
    cpu::ir::windows::load(c, 0, 4);
    c.r[Context::start] = frames;
    cpu::ir::windows::move(c, base);
    core.set_special_register(special::ps, ps);
    core.jump(pc);
  }
  // As a machine does it: up to events, for so many cycles.
  void run(i64 cycles) {
    const i64 end = core.cycles() + cycles;
    while (core.cycles() < end) {
      const Time next = scheduler.next();
      const i64 until = std::min(end, next == Time::max() ? end : std::max(core.cycle_at(next), core.cycles() + 1));
      scheduler.set_source(&core);
      core.sleeping() ? core.skip_to(until) : static_cast<void>(core.run(until));
      scheduler.set_source(nullptr);
      scheduler.run_until(core.now());
    }
  }
  std::vector<u8> state() {
    State s;
    core.serialize(s);
    s(port.seen);
    return s.data();
  }

  Scheduler scheduler;
  Bus bus;
  Memory iram{"iram", place::iram_size}, dram{"dram", place::dram_size}, more{"more", place::more_size},
      rom{"rom", place::rom_size};
  cpu::xtensa::Core core;
  Port port;
};

}  // namespace xtensa_engines
