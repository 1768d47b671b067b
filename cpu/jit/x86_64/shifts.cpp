// Shifts by a constant or by the low byte of a register.
#include "cpu/ir/flags.hpp"
#include "cpu/jit/x86_64/compiler.hpp"

namespace cpu::jit {

using namespace asmjit;
using ir::Code;
namespace Inst = asmjit::x86::Inst;
namespace flag = ir::flag;

// By less than 32. The host's carry is the last bit that went out, as the guest's.
void Compiler::shift_by(const ir::Step& s, Id id, unsigned amount, u8 live) {
  const Gp t = target(s.d, scratch);
  move(t, s.a);
  if (amount) a.emit(id, t, Imm(amount));
  if (live & flag::C) amount ? a.setc(flag_c()) : a.mov(flag_c(), 0);
  nz(t, live);
  put(s.d, t);
}

void Compiler::shift_by_register(const ir::Step& s, Id id) {
  move(index, s.b);
  move(scratch, s.a);
  if (id == Inst::kIdSar) {
    a.movzx(index, x86::cl);
    a.mov(other, 31);
    a.cmp(index, other);
    a.cmova(index, other);
  }
  a.emit(id, scratch, x86::cl);
  if (id == Inst::kIdShl || id == Inst::kIdShr) {  // all is gone from 32 on, where the host begins anew
    a.cmp(x86::cl, 32);
    a.sbb(other, other);
    a.and_(scratch, other);
  }
  put(s.d, scratch);
}

// In 64 bits, so that the carry is right up to 33; more is the same as 33.
void Compiler::shift_setting(const ir::Step& s, Code code, u8 live) {
  const Label by_zero = a.newLabel();
  move(scratch, s.a);
  move(index, s.b);
  a.movzx(index, x86::cl);
  if (code == Code::ror_s) {
    a.ror(scratch, x86::cl);
    if (live & flag::C) {
      a.test(index, index);
      a.jz(by_zero);
      a.bt(scratch, 31);
      a.setc(flag_c());
    }
  } else {
    a.mov(other, code == Code::asr_s ? 32 : 33);
    a.cmp(index, other);
    a.cmova(index, other);
    if (code == Code::asr_s) a.movsxd(x86::rax, scratch);
    a.test(index, index);
    a.jz(by_zero);
    code == Code::lsl_s   ? a.shl(x86::rax, x86::cl)
    : code == Code::lsr_s ? a.shr(x86::rax, x86::cl)
                          : a.sar(x86::rax, x86::cl);
    if (live & flag::C) {
      if (code == Code::lsl_s) a.bt(x86::rax, 32);
      a.setc(flag_c());
    }
  }
  a.bind(by_zero);
  nz(scratch, live);
  put(s.d, scratch);
}

bool Compiler::shift(const ir::Step& s, Code code, u8 live) {
  switch (code) {
    case Code::lsli: shift_by(s, Inst::kIdShl, s.imm & 31, 0); return true;
    case Code::lsri: shift_by(s, Inst::kIdShr, s.imm & 31, 0); return true;
    case Code::asri: shift_by(s, Inst::kIdSar, s.imm & 31, 0); return true;
    case Code::lsl: shift_by_register(s, Inst::kIdShl); return true;
    case Code::lsr: shift_by_register(s, Inst::kIdShr); return true;
    case Code::asr: shift_by_register(s, Inst::kIdSar); return true;
    case Code::ror: shift_by_register(s, Inst::kIdRor); return true;
    case Code::lsli_s:
    case Code::lsri_s:
    case Code::asri_s: {
      if (s.imm < 32) {
        shift_by(s,
                 code == Code::lsli_s   ? Inst::kIdShl
                 : code == Code::lsri_s ? Inst::kIdShr
                                        : Inst::kIdSar,
                 s.imm, live);
        return true;
      }
      move(scratch, s.a);  // by 32: the last bit out is the first or the last
      if (live & flag::C) {
        a.bt(scratch, code == Code::lsli_s ? 0 : 31);
        a.setc(flag_c());
      }
      code == Code::asri_s ? a.sar(scratch, 31) : a.mov(scratch, 0);
      nz(scratch, live);
      put(s.d, scratch);
      return true;
    }
    case Code::lsl_s:
    case Code::lsr_s:
    case Code::asr_s:
    case Code::ror_s: shift_setting(s, code, live); return true;
    default: return false;
  }
}

}  // namespace cpu::jit
