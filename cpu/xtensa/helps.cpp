// Instructions in the middle of a block that the core performs itself, but for floating point. Xtensa ISA Reference
// Manual, chapter 6.
#include <algorithm>

#include "cpu/ir/windows.hpp"
#include "cpu/xtensa/core.hpp"
#include "cpu/xtensa/system.hpp"

namespace cpu::xtensa {

using ir::Code;
using ir::Context;

bool Core::help(const ir::Op& op) {
  if (op.code == Code::window) return fault({.window_need = op.imm});
  if (op.code == Code::enter)
    return context.r[Context::windowed] ? fault({.window_need = context.r[Context::increment]})
                                        : fault(cause::illegal_instruction);
  if (op.code == Code::unwind) return unwind_fault(op);
  u32* const r = context.r;
  const u32 imm = op.imm >> 8;
  const auto what = static_cast<Help>(op.imm & 0xff);
  switch (what) {
    case Help::movsp: return move_stack(op);
    case Help::quou:
    case Help::quos:
    case Help::remu:
    case Help::rems: return divide(op);
    case Help::clamps: {
      const i32 most = static_cast<i32>((1u << imm) - 1), value = static_cast<i32>(r[op.a]);
      r[op.d] = static_cast<u32>(std::clamp(value, -most - 1, most));
      return true;
    }
    case Help::l32ai: {
      const u32 address = r[op.a] + imm;
      return address & 3 ? fault(cause::unaligned, address) : load(address, 4, r[op.d]);
    }
    case Help::s32ri: {
      const u32 address = r[op.a] + imm;
      return address & 3 ? fault(cause::unaligned, address) : store(address, 4, r[op.d]);
    }
    case Help::s32c1i: return conditional_store(op);
    case Help::rsr: r[op.d] = special_register(imm); return true;
    case Help::wsr: set_special_register(imm, r[op.a]); return true;
    case Help::xsr: {
      const u32 value = r[op.d];
      r[op.d] = special_register(imm);
      set_special_register(imm, value);
      return true;
    }
    case Help::rur:
      if (user::needs_fp(imm) && !fp_enabled()) return fault(cause::coprocessor0_disabled);
      r[op.d] = user_register(imm);
      return true;
    case Help::wur:
      if (user::needs_fp(imm) && !fp_enabled()) return fault(cause::coprocessor0_disabled);
      set_user_register(imm, r[op.a]);
      return true;
    case Help::rer: r[op.d] = on_external_read ? on_external_read(r[op.a]) : 0; return true;
    case Help::wer:
      if (on_external_write) on_external_write(r[op.a], r[op.b]);
      return true;
    case Help::mac: return mac(op, imm), true;
    case Help::mac_load: return mac_load(op, imm);
    default: break;
  }
  if (what >= Help::lsi) return floating(op);
  if (what >= Help::any4) return booleans(op), true;
  return tlb(op), true;
}

// The frame that was called from is not where the engine wants it. It takes the time of the instruction, as where RETW
// ends a block.
bool Core::unwind_fault(const ir::Op& op) {
  --context.budget;
  const u32 base = context.r[Context::base], start = context.r[Context::start];
  const u32 below = (start | start << ir::windows::positions) >> (base + ir::windows::positions - 3) & 7;
  if (below || !context.r[Context::windowed]) return fault(cause::illegal_instruction);
  return fault({.window_fours = op.imm});
}

// A frame may move its stack pointer only while the one below is in the registers: else its handler moves what is
// saved below the stack pointer.
bool Core::move_stack(const ir::Op& op) {
  const u32 base = context.r[Context::base], start = context.r[Context::start];
  const u32 below = (start | start << ir::windows::positions) >> (base + ir::windows::positions - 3) & 7;
  if (!below) return fault(cause::alloca);
  context.r[op.d] = context.r[op.a];
  return true;
}

bool Core::divide(const ir::Op& op) {
  u32* const r = context.r;
  const u32 a = r[op.a], b = r[op.b];
  if (!b) return fault(cause::integer_divide_by_zero);
  const auto sa = static_cast<i32>(a), sb = static_cast<i32>(b);
  switch (static_cast<Help>(op.imm & 0xff)) {
    case Help::quou: r[op.d] = a / b; break;
    case Help::remu: r[op.d] = a % b; break;
    case Help::quos: r[op.d] = sb == -1 ? 0u - a : static_cast<u32>(sa / sb); break;
    default: r[op.d] = sb == -1 ? 0 : static_cast<u32>(sa % sb);
  }
  return true;
}

// S32C1I. The whole is one access here: cores of a chip take turns between instructions. ATOMCTL is not asked.
bool Core::conditional_store(const ir::Op& op) {
  u32* const r = context.r;
  const u32 address = r[op.a] + (op.imm >> 8), value = r[op.d];
  if (address & 3) return fault(cause::unaligned, address);
  u32 there = 0;
  if (!load(address, 4, there)) return false;
  if (there == sr(special::scompare1) && !store(address, 4, value)) return false;
  r[op.d] = there;
  return true;
}

// 4.3.7: 16-bit halves into 40 bits.
void Core::mac(const ir::Op& op, u32 packed) {
  const Mac m = Mac::from(packed);
  const u32 first = m.first_m ? sr(special::m0 + m.first) : context.r[op.a];
  const u32 second = m.second_m ? sr(special::m0 + m.second) : context.r[op.b];
  const u32 x = first >> (m.halves & 1 ? 16 : 0) & 0xffff, y = second >> (m.halves & 2 ? 16 : 0) & 0xffff;
  const i64 product = m.operation == 0 ? i64{x} * y : i64{static_cast<i16>(x)} * static_cast<i16>(y);
  const i64 before = static_cast<i64>(u64{sr(special::acchi)} << 32 | sr(special::acclo));
  const i64 after = m.operation == 2 ? before + product : m.operation == 3 ? before - product : product;
  sr(special::acclo) = static_cast<u32>(after);
  sr(special::acchi) = static_cast<u32>(static_cast<i32>(static_cast<i8>(after >> 32)));
}

bool Core::mac_load(const ir::Op& op, u32 packed) {
  const Mac m = Mac::from(packed);
  u32* const r = context.r;
  const u32 address = r[op.a] + (m.up ? 4 : -4u);
  u32 value = 0;
  if (!load(address, 4, value)) return false;
  if (m.operation) {
    ir::Op product = op;
    product.a = 0;
    mac(product, packed);
  }
  r[op.a] = address;
  sr(special::m0 + op.d) = value;
  return true;
}

void Core::booleans(const ir::Op& op) {
  u32& br = context.r[slot::br];
  const auto bit = [&](unsigned n) { return br >> n & 1; };
  const auto four = [&](u32 mask) { return br >> op.a & mask; };
  u32 result = 0;
  switch (static_cast<Help>(op.imm & 0xff)) {
    case Help::any4: result = four(15) != 0; break;
    case Help::all4: result = four(15) == 15; break;
    case Help::any8: result = four(255) != 0; break;
    case Help::all8: result = four(255) == 255; break;
    case Help::andb: result = bit(op.a) & bit(op.b); break;
    case Help::andbc: result = bit(op.a) & (bit(op.b) ^ 1); break;
    case Help::orb: result = bit(op.a) | bit(op.b); break;
    case Help::orbc: result = bit(op.a) | (bit(op.b) ^ 1); break;
    default: result = bit(op.a) ^ bit(op.b);
  }
  br = (br & ~(1u << op.d)) | result << op.d;
}

// 4.6.3 Region Protection: a way per region of 512 MiB, no translation. In doubt: what RITLB0 and PITLB give.
void Core::tlb(const ir::Op& op) {
  u32* const r = context.r;
  const u32 region = r[op.a] >> 29, base = region << 29;
  switch (static_cast<Help>(op.imm & 0xff)) {
    case Help::witlb: instruction_attributes_[region] = r[op.b] & 15; return;
    case Help::wdtlb: data_attributes_[region] = r[op.b] & 15; return;
    case Help::ritlb1: r[op.d] = base | instruction_attributes_[region]; return;
    case Help::rdtlb1: r[op.d] = base | data_attributes_[region]; return;
    case Help::pitlb: r[op.d] = base | 1u << 3; return;
    case Help::pdtlb: r[op.d] = base | 1u << 4; return;
    default: r[op.d] = base;
  }
}

}  // namespace cpu::xtensa
