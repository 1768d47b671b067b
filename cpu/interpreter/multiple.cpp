#include <bit>

#include "cpu/interpreter/semantics.hpp"

namespace cpu {

using ir::Code;

bool multiple(ir::Guest& guest, const ir::Op& op) {
  u32* const r = guest.context.r;
  const bool storing = op.code == Code::push || op.code == Code::stm;
  const u32 bytes = 4u * op.d;
  const u32 base = r[op.a];
  const u32 from = op.code == Code::push ? base - bytes : base;
  u32 list = op.imm & 0xffff;
  if (op.code == Code::pop_jump) list |= 1u << Context::pc;
  u32 loaded[16] = {};
  u32 address = from;
  for (u32 left = list; left; left &= left - 1, address += 4) {
    const int reg = std::countr_zero(left);
    if (!(storing ? guest.store(address, 4, r[reg]) : guest.load(address, 4, loaded[reg]))) return false;
  }
  if (!storing)
    for (u32 left = list; left; left &= left - 1) r[std::countr_zero(left)] = loaded[std::countr_zero(left)];
  switch (op.code) {
    case Code::push: r[op.a] = from; break;
    case Code::pop:
    case Code::pop_jump: r[op.a] = base + bytes; break;
    default:
      if (op.imm >> 16) r[op.a] = base + bytes;
  }
  return true;
}

}  // namespace cpu
