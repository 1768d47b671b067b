// Flags that are owed where a block is left in the middle (cpu/jit/flag_plan.hpp). Nothing here is on the usual way.
#include "cpu/ir/flags.hpp"
#include "cpu/jit/x86_64/compiler.hpp"

namespace cpu::jit {

using namespace asmjit;
using ir::Code;
namespace Inst = asmjit::x86::Inst;
namespace flag = ir::flag;

void Compiler::pay_debts(u32 site) {
  for (const FlagPlan::Debt& debt : flags_.owed(site))
    pay(block_->steps[debt.op], block_->ops[debt.op].code, debt.flags);
}

void Compiler::pay(const ir::Step& s, Code code, u8 flags) {
  const bool of_comparison =
      code == Code::cmp || code == Code::cmpi || code == Code::cmn || code >= Code::cmpi_branch_eq;
  if (flags & (flag::C | flag::V) || (of_comparison && code != Code::tst)) {
    work_out(s, code);
    const bool sum = code == Code::add_s || code == Code::addi_s || code == Code::cmn;
    const bool shift = code == Code::lsli_s || code == Code::lsri_s || code == Code::asri_s;
    cv(sum || shift ? x86::CondCode::kC : x86::CondCode::kNC, flags);
    return nz(scratch, flags);
  }
  if (code == Code::movi_s) {
    if (flags & flag::N) a.mov(flag_n(), s.imm);
    if (flags & flag::Z) a.mov(flag_z(), s.imm);
  } else if (code == Code::tst) {
    move(scratch, s.a);
    with(Inst::kIdAnd, scratch, s.b);
    nz(scratch, flags);
  } else {
    nz(in(s.d, scratch), flags);
  }
}

// The same calculation again, in scratch, for its flags. Where the operation has overwritten its first operand, that is
// worked out from the result.
void Compiler::work_out(const ir::Step& s, Code code) {
  const bool over = s.d == s.a;
  switch (code) {
    case Code::add_s:
    case Code::sub_s:
      move(scratch, over ? s.d : s.a);
      if (over) with(code == Code::add_s ? Inst::kIdSub : Inst::kIdAdd, scratch, s.b);
      return with(code == Code::add_s ? Inst::kIdAdd : Inst::kIdSub, scratch, s.b);
    case Code::addi_s:
    case Code::subi_s: {
      const bool sum = code == Code::addi_s;
      move(scratch, over ? s.d : s.a);
      if (over) sum ? a.sub(scratch, s.imm) : a.add(scratch, s.imm);
      return static_cast<void>(sum ? a.add(scratch, s.imm) : a.sub(scratch, s.imm));
    }
    case Code::rsbi_s:
      move(other, over ? s.d : s.a);
      if (over) a.neg(other), a.add(other, s.imm);
      a.mov(scratch, s.imm);
      return static_cast<void>(a.sub(scratch, other));
    case Code::lsli_s: move(scratch, s.a); return static_cast<void>(a.shl(scratch, s.imm));
    case Code::lsri_s: move(scratch, s.a); return static_cast<void>(a.shr(scratch, s.imm));
    case Code::asri_s: move(scratch, s.a); return static_cast<void>(a.sar(scratch, s.imm));
    case Code::cmn: move(scratch, s.a); return with(Inst::kIdAdd, scratch, s.b);
    default: break;
  }
  move(scratch, s.a);
  if (code >= Code::tst_branch_eq) return with(Inst::kIdAnd, scratch, s.b);
  const bool immediate = code == Code::cmpi || (code >= Code::cmpi_branch_eq && code <= Code::cmpi_branch_le);
  immediate ? static_cast<void>(a.sub(scratch, s.imm)) : with(Inst::kIdSub, scratch, s.b);
}

}  // namespace cpu::jit
