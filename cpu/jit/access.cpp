#include "cpu/jit/access.hpp"

#include "cpu/interpreter/semantics.hpp"

namespace cpu::jit {

using namespace ir;

namespace {

struct Kind {
  bool storing;
  unsigned width;
  bool is_signed, indexed;
};

Kind kind_of(Code code) {
  switch (code) {
    case Code::ldr: return {false, 4, false, false};
    case Code::ldrh: return {false, 2, false, false};
    case Code::ldrb: return {false, 1, false, false};
    case Code::ldrsh: return {false, 2, true, false};
    case Code::ldrsb: return {false, 1, true, false};
    case Code::ldr_x: return {false, 4, false, true};
    case Code::ldrh_x: return {false, 2, false, true};
    case Code::ldrb_x: return {false, 1, false, true};
    case Code::ldrsh_x: return {false, 2, true, true};
    case Code::ldrsb_x: return {false, 1, true, true};
    case Code::str: return {true, 4, false, false};
    case Code::strh: return {true, 2, false, false};
    case Code::strb: return {true, 1, false, false};
    case Code::str_x: return {true, 4, false, true};
    case Code::strh_x: return {true, 2, false, true};
    default: return {true, 1, false, true};
  }
}

}  // namespace

bool access(Guest& guest, const Op& op) {
  if (op.code >= Code::push) return multiple(guest, op);
  u32* const r = guest.context.r;
  const Kind k = kind_of(op.code);
  const u32 address = r[op.a] + (k.indexed ? r[op.b] : op.imm);
  if (k.storing) return guest.store(address, k.width, k.width == 4 ? r[op.d] : r[op.d] & ((1u << 8 * k.width) - 1));
  u32 value = 0;
  if (!guest.load(address, k.width, value)) return false;
  const int shift = k.is_signed ? 32 - 8 * static_cast<int>(k.width) : 0;
  r[op.d] = static_cast<u32>(static_cast<i32>(value << shift) >> shift);
  return true;
}

}  // namespace cpu::jit
