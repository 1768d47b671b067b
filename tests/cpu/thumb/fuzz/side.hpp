#pragma once
// One of two cores that are given the same cases: code, RAM, a device that writes down what it hears.
#include <array>
#include <vector>

#include "cpu/thumb/cortex_m.hpp"

namespace fuzz {

using namespace emulator;

// Answers each access differently, and remembers all of them with their cycle.
struct Recorder final : Device {
  struct Access {
    u32 offset, value;
    i64 cycle;
    u32 pc;
    bool writing;
    bool operator==(const Access&) const = default;
  };
  explicit Recorder(const Cpu& core) : Device("recorder"), core_(core) {}
  u32 read(u32 offset) override { return note(offset, peek(offset), false); }
  void write(u32 offset, u32 value) override { note(offset, value, true); }
  u32 peek(u32 offset) const override { return (offset + static_cast<u32>(log.size()) + 1) * 0x9e37'79b1; }

  std::vector<Access> log;

 private:
  u32 note(u32 offset, u32 value, bool writing) {
    log.push_back({offset, value, core_.cycles(), core_.pc(), writing});
    return value;
  }
  const Cpu& core_;
};

// Everything that a case may change, but memory.
struct State {
  std::array<u32, 16> r{};
  u32 xpsr = 0, msp = 0, psp = 0, primask = 0, control = 0;
  i64 cycles = 0;
  bool sleeping = false, locked_up = false;
  bool operator==(const State&) const = default;
};

struct Side {
  static constexpr u32 code_base = 0, code_size = 0x4000, cases_at = 0x200;
  static constexpr u32 ram_base = 0x2000'0000, ram_size = 0x1000, device_base = 0x4000'0000, device_size = 0x1000;

  explicit Side(const cpu::thumb::EngineFactory& engine)
      : core("core", scheduler, bus, cpu::thumb::cortex_m0, Clock{16'000'000}, engine), device(core) {
    bus.map_rom(code_base, code);
    bus.map_ram(ram_base, ram);
    bus.map(device_base, device_size, device);
  }
  void start(const State&);  // from a state in thread mode
  State state() const;

  Scheduler scheduler;
  Bus bus;
  Memory code{"code", code_size}, ram{"ram", ram_size};
  cpu::thumb::CortexM core;
  Recorder device;
};

// What differs, one line each; nothing if the two agree.
std::string differences(const Side& a, const Side& b);
std::string describe(const State&);

}  // namespace fuzz
