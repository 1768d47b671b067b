// Moves, sums, logic, and the flags they set.
#include "cpu/ir/flags.hpp"
#include "cpu/jit/x86_64/compiler.hpp"

namespace cpu::jit {

using namespace asmjit;
using ir::Code;
namespace Inst = asmjit::x86::Inst;
namespace flag = ir::flag;

void Compiler::nz(const Gp& result, u8 live) {
  if (live & flag::N) a.mov(flag_n(), result);
  if (live & flag::Z) a.mov(flag_z(), result);
}

// From the host's flags, as a sum or difference has left them.
void Compiler::cv(x86::CondCode carry_if, u8 live) {
  if (live & flag::C) a.emit(Inst::setccFromCond(carry_if), flag_c());
  if (live & flag::V) a.seto(flag_v());
}

// d = a op b
void Compiler::binary(const ir::Step& s, Id id, bool commutes, u8 live) {
  unsigned first = s.a, second = s.b;
  if (commutes && s.d == s.b) std::swap(first, second);
  const bool in_place = s.d != second || first == second;
  const Gp t = in_place ? target(s.d, scratch) : scratch;
  move(t, first);
  with(id, t, second);
  nz(t, live);
  put(s.d, t);
}

// Sums and differences; `keeps`: only for the flags.
void Compiler::add_sub(const ir::Step& s, Id id, bool keeps, u8 live) {
  const bool in_place = !keeps && (s.d != s.b || s.a == s.b);
  const Gp t = in_place ? target(s.d, scratch) : scratch;
  move(t, s.a);
  with(id, t, s.b);
  cv(id == Inst::kIdAdd ? x86::CondCode::kC : x86::CondCode::kNC, live);
  nz(t, live);
  if (!keeps) put(s.d, t);
}

// d = imm - a
void Compiler::subtract_from(const ir::Step& s, u8 live) {
  a.mov(scratch, s.imm);
  with(Inst::kIdSub, scratch, s.a);
  cv(x86::CondCode::kNC, live);
  nz(scratch, live);
  put(s.d, scratch);
}

// d = a op ~b
void Compiler::complement(const ir::Step& s, Id id, u8 live) {
  move(scratch, s.b);
  a.not_(scratch);
  if (id != Inst::kIdNone) with(id, scratch, s.a);
  nz(scratch, live);
  put(s.d, scratch);
}

// d = a + b + C, or a + ~b + C
void Compiler::carry(const ir::Step& s, bool inverted, u8 live) {
  move(other, s.b);
  if (inverted) a.not_(other);
  move(scratch, s.a);
  a.cmp(flag_c(), 1);  // host carry: the guest's is clear
  a.cmc();
  a.adc(scratch, other);
  cv(x86::CondCode::kC, live);
  nz(scratch, live);
  put(s.d, scratch);
}

bool Compiler::arithmetic(const ir::Step& s, Code code, u8) {
  switch (code) {
    case Code::movi: pinned(s.d) ? a.mov(host(s.d), s.imm) : a.mov(memory(s.d), s.imm); return true;
    case Code::mov: put(s.d, in(s.a, scratch)); return true;
    case Code::addi: {
      const Gp t = target(s.d, scratch);
      if (pinned(s.a) && t != host(s.a))
        a.lea(t, x86::ptr(host(s.a).r64(), static_cast<i32>(s.imm)));
      else
        move(t, s.a), a.add(t, s.imm);
      put(s.d, t);
      return true;
    }
    case Code::add: binary(s, Inst::kIdAdd, true, 0); return true;
    case Code::sub: binary(s, Inst::kIdSub, false, 0); return true;
    case Code::and_: binary(s, Inst::kIdAnd, true, 0); return true;
    case Code::orr: binary(s, Inst::kIdOr, true, 0); return true;
    case Code::eor: binary(s, Inst::kIdXor, true, 0); return true;
    case Code::mul: binary(s, Inst::kIdImul, true, 0); return true;
    case Code::rsbi: subtract_from(s, 0); return true;
    case Code::bic: complement(s, Inst::kIdAnd, 0); return true;
    case Code::adc: carry(s, false, 0); return true;
    case Code::sbc: carry(s, true, 0); return true;
    case Code::mvn: {
      ir::Step t = s;
      t.b = s.a;
      complement(t, Inst::kIdNone, 0);
      return true;
    }
    default: return false;
  }
}

bool Compiler::with_flags(const ir::Step& s, Code code, u8 live) {
  if (!live && (code == Code::cmp || code == Code::cmpi || code == Code::cmn || code == Code::tst)) return true;
  switch (code) {
    case Code::movi_s:
      if (live & flag::N) a.mov(flag_n(), s.imm);
      if (live & flag::Z) a.mov(flag_z(), s.imm);
      return arithmetic(s, Code::movi, 0);
    case Code::mov_s: {
      const Gp t = in(s.a, scratch);
      nz(t, live);
      put(s.d, t);
      return true;
    }
    case Code::add_s: add_sub(s, Inst::kIdAdd, false, live); return true;
    case Code::sub_s: add_sub(s, Inst::kIdSub, false, live); return true;
    case Code::cmp: add_sub(s, Inst::kIdSub, true, live); return true;
    case Code::cmn: add_sub(s, Inst::kIdAdd, true, live); return true;
    case Code::addi_s:
    case Code::subi_s:
    case Code::cmpi: {
      const Gp t = code == Code::cmpi ? scratch : target(s.d, scratch);
      move(t, s.a);
      code == Code::addi_s ? a.add(t, s.imm) : a.sub(t, s.imm);
      cv(code == Code::addi_s ? x86::CondCode::kC : x86::CondCode::kNC, live);
      nz(t, live);
      if (code != Code::cmpi) put(s.d, t);
      return true;
    }
    case Code::rsbi_s: subtract_from(s, live); return true;
    case Code::adc_s: carry(s, false, live); return true;
    case Code::sbc_s: carry(s, true, live); return true;
    case Code::and_s: binary(s, Inst::kIdAnd, true, live); return true;
    case Code::orr_s: binary(s, Inst::kIdOr, true, live); return true;
    case Code::eor_s: binary(s, Inst::kIdXor, true, live); return true;
    case Code::mul_s: binary(s, Inst::kIdImul, true, live); return true;
    case Code::bic_s: complement(s, Inst::kIdAnd, live); return true;
    case Code::mvn_s: {
      ir::Step t = s;
      t.b = s.a;
      complement(t, Inst::kIdNone, live);
      return true;
    }
    case Code::tst:
      move(scratch, s.a);
      with(Inst::kIdAnd, scratch, s.b);
      nz(scratch, live);
      return true;
    default: return false;
  }
}

bool Compiler::extension(const ir::Step& s, Code code) {
  const Gp from = in(s.a, scratch), t = target(s.d, scratch);
  switch (code) {
    case Code::sxtb: a.movsx(t, from.r8()); break;
    case Code::sxth: a.movsx(t, from.r16()); break;
    case Code::uxtb: a.movzx(t, from.r8()); break;
    case Code::uxth: a.movzx(t, from.r16()); break;
    case Code::rev:
      if (t != from) a.mov(t, from);
      a.bswap(t);
      break;
    case Code::rev16:
      if (t != from) a.mov(t, from);
      a.bswap(t);
      a.ror(t, 16);
      break;
    case Code::revsh:
      if (scratch != from) a.mov(scratch, from);
      a.ror(scratch.r16(), 8);
      a.movsx(t, scratch.r16());
      break;
    default: return false;
  }
  put(s.d, t);
  return true;
}

}  // namespace cpu::jit
