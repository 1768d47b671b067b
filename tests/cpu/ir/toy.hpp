#pragma once
// A guest whose instructions are operations, one each: what the optimiser and the inner loop do to a program is
// compared with the same program run operation by operation.
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "cpu/interpreter/interpreter.hpp"
#include "emulator/random.hpp"
#include "tests/cpu/ir/toy_cache.hpp"

namespace test {

using namespace emulator;
using cpu::ir::Code;

struct ToyOp {
  Code code{};
  unsigned d = 0, a = 0, b = 0;
  u32 imm = 0;
  unsigned cycles = 1;
  u32 target = 0;  // of a branch
};

struct Toy final : cpu::ir::Guest {
  static constexpr u32 start = 0x1000, ram_base = 0x2000'0000, ram_size = 0x2000, device_base = 0x4000'0000;
  // Something that the world outside can tell apart.
  struct Seen {
    u32 what, value, pc;
    i64 cycle;
    u32 flags;
    bool operator==(const Seen&) const = default;
  };

  using MakeEngine = std::function<std::unique_ptr<cpu::ir::Engine>(cpu::ir::Guest&, Bus&)>;
  explicit Toy(const std::vector<ToyOp>& p, const MakeEngine& make = std::make_unique<cpu::Interpreter, Guest&, Bus&>)
      : program(p) {
    bus.map_ram(ram_base, ram);
    engine = make(*this, bus);
  }

  // From now on the program lies behind a cache.
  void add_cache() {
    cache = std::make_unique<ToyCache>(bus.cached());
    bus.cached().set_up(start, Bus::page_size, 0, *cache);
    bus.cached().let_loads_pass(false);
  }

  void run(bool one_by_one) {
    stepping = one_by_one;
    context.until = context.budget = 1'000'000;
    context.r[cpu::ir::Context::pc] = start;
    engine->run();
  }

  void go_on(i64 cycles) {
    context.until = context.cycles() + cycles;
    context.budget = cycles;
    engine->run();
  }

  void translate(cpu::ir::Builder& b, u32, unsigned instructions) override {
    for (unsigned i = 0; i < instructions && !b.ended(); ++i) {
      const u32 at = b.next();
      const ToyOp& op = program.at((at - start) / 2);
      b.instruction(at, 2, op.cycles);
      if (cache) b.touch(at);
      if (cache && op.code == Code::movi) b.touch(start + (op.imm & 0xfc));  // as if that were a literal
      if (op.code == Code::jump)
        b.jump(op.target, op.cycles + 2);
      else if (op.code == Code::jump_reg)
        b.jump_reg(op.a, op.cycles + 2);
      else if (op.code == Code::call)
        b.call(op.d, op.imm, op.target, op.cycles + 2);
      else if (op.code >= Code::branch_eq && op.code <= Code::branch_le)
        b.branch(op.code, op.target, op.cycles + 2);
      else if (op.code >= Code::jump)
        b.end(op.code, op.d, op.a, op.imm, op.target, op.cycles + 2);
      else
        b.emit(op.code, op.d, op.a, op.b, op.imm);
    }
    if (b.ended()) return;
    const u32 next = b.next();
    b.instruction(next, 0, 0);
    b.end(Code::jump, 0, 0, 0, next, 0);
  }
  // Accesses that are not plain: some fault, some want attention, some do not.
  bool access(u32 kind, u32 address, u32 value) {
    seen.push_back({kind | address, value, engine->pc(), context.cycles(), context.flags()});
    if (forgets) engine->forget(start + (address & 0xff), 4);
    if (cache && address & 16) cache->lose();
    if (cache && address & 32) context.budget -= ToyCache::time;
    const u32 fate = (address >> 2) % 8;
    if (fate < 3) context.attention |= fate == 0 ? 4 : 2;
    return fate != 0;
  }
  bool load(u32 address, unsigned width, u32& value) override {
    if (address & (width - 1)) return access(1, 0, 0);
    if (address - ram_base < ram_size) return bus.read(address, width, value);
    value = address * 0x9e37'79b1 >> (32 - 8 * width);
    return access(1, address & ~3u, value);
  }
  bool store(u32 address, unsigned width, u32 value) override {
    if (address & (width - 1)) return access(2, 0, 0);
    if (address - ram_base < ram_size) return bus.write(address, width, value);
    return access(2, address & ~3u, value);
  }
  void system(u32) override { context.attention |= 8; }
  void jump(u32 target) override {
    const bool inside = target - start < 2 * program.size();
    if (!inside) context.attention |= 8;
    context.r[cpu::ir::Context::pc] = inside ? target & ~1u : start;
  }
  bool attend() override {
    if (context.attention & 6)
      seen.push_back({context.attention & 6, 0, context.r[15], context.cycles(), context.flags()});
    const bool over = context.attention & 12;  // a fault, or the end
    context.attention = 0;
    stop_reason = emulator::Cpu::Stop::ended;
    return !over;
  }

  std::vector<ToyOp> program;
  Memory ram{"ram", ram_size};
  Bus bus;
  std::vector<Seen> seen;
  bool forgets = false;  // accesses that are not plain say that code has changed
  std::unique_ptr<ToyCache> cache;
  std::unique_ptr<cpu::ir::Engine> engine;
};

}  // namespace test
