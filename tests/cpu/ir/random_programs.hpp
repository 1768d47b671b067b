#pragma once
// Random programs for the toy guest, and random states to begin with.
#include <bit>

#include "tests/cpu/ir/toy.hpp"

namespace test {

inline bool is_shift_by_constant(Code c) {
  return c == Code::lsli || c == Code::lsri || c == Code::asri || c == Code::lsli_s || c == Code::lsri_s ||
         c == Code::asri_s;
}

// A random operation that the translators could emit. r0 to r7 hold values, r8 to r11 addresses.
// `all`: also those that no compiler knows.
inline ToyOp random_op(Random& random, bool all) {
  ToyOp op;
  op.code = static_cast<Code>(random.below(static_cast<u32>(Code::stm) + 1));
  if (!all && op.code >= Code::andi && op.code <= Code::link) op.code = Code::add;
  // No operation of its own, and those of guests with windows.
  if (op.code == Code::way || (op.code >= Code::window && op.code <= Code::help)) op.code = Code::nop;
  op.d = random.below(8);
  op.a = random.below(8);
  op.b = random.below(8);
  op.imm = is_shift_by_constant(op.code) ? 1 + random.below(31) : static_cast<u32>(random.next());
  if (op.code == Code::addx || op.code == Code::subx) op.imm %= 4;
  if (op.code == Code::funnel) op.imm %= 8;
  op.cycles = 1 + random.below(4);
  if (op.code < Code::ldr) return op;
  op.a = 8 + random.below(4);
  op.imm = 4 * random.below(8);
  if (op.code < Code::push) return op;
  const u32 list = 1 + random.below(255);
  op.d = static_cast<unsigned>(std::popcount(list));
  op.imm = list | random.below(2) << 16;
  return op;
}

inline std::vector<ToyOp> random_program(Random& random) {
  std::vector<ToyOp> program;
  const u32 size = 10 + random.below(90);
  const bool all = random.below(4) == 0;
  for (u32 i = 0; i < size; ++i) {
    ToyOp op = random_op(random, all);
    if (random.below(6) == 0) {  // a branch, forward only
      op = {};
      op.code = static_cast<Code>(static_cast<u32>(Code::branch_eq) + random.below(14));
      op.target = Toy::start + 2 * (i + 1 + random.below(std::min(size - i, 10u)));
    }
    program.push_back(op);
  }
  ToyOp end;
  end.code = Code::system;
  program.push_back(end);
  return program;
}

inline void set_up(Toy& toy, Random random) {
  for (unsigned i = 0; i < 8; ++i)
    toy.context.r[i] = random.below(3) ? static_cast<u32>(random.next()) : random.below(40);
  for (unsigned i = 8; i < 12; ++i) {
    const u32 kind = random.below(8);
    toy.context.r[i] = kind == 0   ? Toy::device_base + 4 * random.below(64)
                       : kind == 1 ? Toy::ram_base + random.below(Toy::ram_size)  // perhaps not aligned
                       : kind == 2 ? Toy::ram_base + 0xff0 + 4 * random.below(8)  // at the seam of two pages
                                   : Toy::ram_base + 256 + 4 * random.below(1000);
  }
  toy.context.set_flags(random.below(16) << 28);
  for (u8& byte : toy.ram.bytes()) byte = static_cast<u8>(random.next());
}

}  // namespace test
