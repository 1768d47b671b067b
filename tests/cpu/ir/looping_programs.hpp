#pragma once
// Random programs with loops, calls and returns for the toy guest.
#include <catch2/catch.hpp>

#include "tests/cpu/ir/random_programs.hpp"

namespace test {

inline constexpr unsigned sp = 13, lr = 14;

inline u32 place(Random& random, u32 size) { return Toy::start + 2 * random.below(size); }

// A way to leave the block: r14 always holds the address of an instruction.
inline ToyOp random_end(Random& random, u32 at, u32 size) {
  ToyOp op;
  op.cycles = 1 + random.below(4);
  op.target = place(random, size);
  switch (random.below(8)) {
    case 0: op.code = Code::jump; break;
    case 1: op.code = Code::jump_reg, op.a = lr; break;
    case 2: op.code = Code::jump_mov, op.a = lr; break;
    case 3: op.code = Code::call, op.d = lr, op.imm = (Toy::start + 2 * at + 2) | 1; break;
    case 4: op.code = Code::call_reg, op.d = lr, op.a = lr, op.imm = (Toy::start + 2 * at + 2) | 1; break;
    default: op.code = static_cast<Code>(static_cast<u32>(Code::branch_eq) + random.below(14));
  }
  return op;
}

inline std::vector<ToyOp> looping_program(Random& random) {
  std::vector<ToyOp> program;
  const u32 size = 10 + random.below(80);
  while (program.size() < size) {
    const auto at = static_cast<u32>(program.size());
    const u32 kind = random.below(24);
    if (kind < 4) {
      program.push_back(random_end(random, at, size));
    } else if (kind == 4) {
      program.push_back({Code::movi, lr, 0, 0, place(random, size) | 1});
    } else if (kind == 5) {
      const u32 list = random.below(256);
      const auto n = static_cast<unsigned>(std::popcount(list)) + 1;
      program.push_back({Code::push, n, sp, 0, list | 1u << lr, 1 + n});
      program.push_back({Code::pop_jump, n, sp, 0, list, 1 + n});
    } else if (kind == 6) {
      const u32 list = 1 + random.below(255), count = static_cast<u32>(std::popcount(list));
      program.push_back({random.below(2) ? Code::push : Code::pop, count, sp, 0, list, 1 + count});
    } else if (kind == 7) {
      program.push_back({Code::addi, 8 + random.below(4), 8 + random.below(4), 0, random.below(64)});
    } else {
      program.push_back(random_op(random, random.below(40) == 0));
    }
  }
  ToyOp end;
  end.code = Code::system;
  program.push_back(end);
  return program;
}

inline void start(Toy& toy, Random random) {
  set_up(toy, random);
  toy.context.r[sp] = Toy::ram_base + 0x800 + 4 * random.below(512);
  toy.context.r[lr] = Toy::start | 1;
  toy.context.r[15] = Toy::start;
  toy.forgets = random.below(3) == 0;
  if (random.below(2)) toy.add_cache();
}

inline void compare(const Toy& engine, const Toy& reference) {
  REQUIRE(std::ranges::equal(engine.context.r, reference.context.r));
  REQUIRE(engine.context.flags() == reference.context.flags());
  REQUIRE(engine.context.cycles() == reference.context.cycles());
  REQUIRE(engine.context.attention == reference.context.attention);
  REQUIRE(engine.seen == reference.seen);
  if (reference.cache) REQUIRE(engine.cache->fetches == reference.cache->fetches);
}

}  // namespace test
