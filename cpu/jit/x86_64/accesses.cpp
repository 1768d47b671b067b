// Loads and stores: the RAM window in line; other memory by page, and everything else by the guest, out of the way.
#include <bit>

#include "cpu/jit/x86_64/compiler.hpp"

namespace cpu::jit {

using namespace asmjit;
using ir::Code;
namespace Inst = asmjit::x86::Inst;

// to = a + imm, or a + b; less `minus`.
void Compiler::address(const ir::Step& s, bool indexed, const Gp& to, u32 minus) {
  const Gp base = in(s.a, to);
  if (indexed && pinned(s.b)) {
    a.lea(to, x86::ptr(base.r64(), host(s.b).r64(), 0, static_cast<i32>(0u - minus)));
  } else {
    const u32 offset = (indexed ? 0 : s.imm) - minus;
    a.lea(to, x86::ptr(base.r64(), static_cast<i32>(offset)));
    if (indexed) a.add(to, memory(s.b));
  }
}

// index: which byte, halfword or word of the RAM it is; bits that should be 0 come out on top of it.
Compiler::Cold& Compiler::checked(const ir::Step& s, bool writing, unsigned log2, bool indexed) {
  cold_.push_back({a.newLabel(), a.newLabel(), a.newLabel(), &s, writing, log2, 0, indexed});
  Cold& cold = cold_.back();
  address(s, indexed, index, place_.base);
  if (log2) a.ror(index, log2);
  a.cmp(x86::rcx, limit(writing && !has_code_, log2));
  a.long_().jae(cold.entry);
  if (writing && has_code_) check_lines(log2, 1, cold.entry);
  a.bind(cold.found);
  return cold;
}

// Whether somebody wants to hear of stores to this place of the RAM: up to a line's size from index on.
void Compiler::check_lines(unsigned log2, unsigned count, const Label& otherwise) {
  a.mov(other, index);
  a.shr(other, Memory::line_bits - log2);
  a.cmp(x86::ptr(ram, x86::rdx, 0, -place_.lines, count > 1 ? 2 : 1), 0);
  a.long_().jne(otherwise);
}

void Compiler::load(const ir::Step& s, unsigned log2, bool is_signed, bool indexed) {
  const Label done = checked(s, false, log2, indexed).done;
  const Gp t = target(s.d, scratch);
  assembly_.load(t, x86::ptr(ram, x86::rcx, log2, 0, 1u << log2), log2, is_signed);
  put(s.d, t);
  a.bind(done);
}

void Compiler::store(const ir::Step& s, unsigned log2, bool indexed) {
  const Label done = checked(s, true, log2, indexed).done;
  assembly_.store(x86::ptr(ram, x86::rcx, log2, 0, 1u << log2), in(s.d, scratch), log2);
  a.bind(done);
}

// push, pop, ldm, stm, and pop_jump but for its jump, for which it leaves the address in eax.
void Compiler::several(const ir::Step& s, Code code) {
  const bool writing = code == Code::push || code == Code::stm;
  const int bytes = 4 * s.d;
  cold_.push_back({a.newLabel(), a.newLabel(), a.newLabel(), &s, writing, 2, s.d, false});
  const Label done = cold_.back().done;
  const u32 offset = (code == Code::push ? 0u - static_cast<u32>(bytes) : 0u) - place_.base;
  a.lea(index, x86::ptr(in(s.a, index).r64(), static_cast<i32>(offset)));
  a.ror(index, 2);
  a.lea(x86::rdx, x86::ptr(x86::rcx, s.d));
  a.cmp(x86::rdx, limit(writing && !has_code_, 2));
  a.long_().ja(cold_.back().entry);
  if (writing && has_code_) check_lines(2, s.d, cold_.back().entry);
  a.bind(cold_.back().found);
  int at = 0;
  const auto word = [&] { return x86::dword_ptr(ram, x86::rcx, 2, 4 * at++); };
  for (u32 left = s.imm & 0xffff; left; left &= left - 1) {
    const auto reg = static_cast<unsigned>(std::countr_zero(left));
    if (writing) {
      a.mov(word(), in(reg, scratch));
    } else {
      const Gp t = target(reg, scratch);
      a.mov(t, word());
      put(reg, t);
    }
  }
  if (code == Code::pop_jump) a.mov(scratch, word());
  if (code == Code::push || code == Code::pop || code == Code::pop_jump || s.imm >> 16) {
    const int change = code == Code::push ? -bytes : bytes;
    pinned(s.a) ? a.add(host(s.a), change) : a.add(memory(s.a), change);
  }
  a.bind(done);
}

void Compiler::write_cold(const Cold& c) {
  const ir::Step& s = *c.step;
  a.bind(c.entry);
  if (c.words) {
    const Code code = block_->ops[s.index].code;
    a.lea(scratch, x86::ptr(in(s.a, scratch).r64(), code == Code::push ? -4 * static_cast<int>(c.words) : 0));
    a.mov(other, 4 * c.words);
    assembly_.call(stubs_.row[c.writing]);
  } else {
    address(s, c.indexed, scratch, 0);
    assembly_.call(stubs_.page[c.writing][c.log2]);
  }
  a.jnc(c.found);
  pay_debts(s.index);
  a.mov(x86::rax, imm(&s));
  assembly_.call(stubs_.slow);
  a.jmp(c.done);
}

bool Compiler::access(const ir::Step& s, Code code) {
  switch (code) {
    case Code::ldr: load(s, 2, false, false); return true;
    case Code::ldrh: load(s, 1, false, false); return true;
    case Code::ldrb: load(s, 0, false, false); return true;
    case Code::ldrsh: load(s, 1, true, false); return true;
    case Code::ldrsb: load(s, 0, true, false); return true;
    case Code::ldr_x: load(s, 2, false, true); return true;
    case Code::ldrh_x: load(s, 1, false, true); return true;
    case Code::ldrb_x: load(s, 0, false, true); return true;
    case Code::ldrsh_x: load(s, 1, true, true); return true;
    case Code::ldrsb_x: load(s, 0, true, true); return true;
    case Code::str: store(s, 2, false); return true;
    case Code::strh: store(s, 1, false); return true;
    case Code::strb: store(s, 0, false); return true;
    case Code::str_x: store(s, 2, true); return true;
    case Code::strh_x: store(s, 1, true); return true;
    case Code::strb_x: store(s, 0, true); return true;
    case Code::push:
    case Code::pop:
    case Code::ldm:
    case Code::stm: several(s, code); return true;
    default: return false;
  }
}

}  // namespace cpu::jit
