// How blocks end: direct ways on are jumps that the code cache points to the next block, others go by its table.
#include "cpu/ir/flags.hpp"
#include "cpu/jit/x86_64/compiler.hpp"
#include "cpu/jit/x86_64/conditions.hpp"

namespace cpu::jit {

using namespace asmjit;
using ir::Code;
using ir::Condition;
namespace Inst = asmjit::x86::Inst;
using x86::CondCode;

// The block has cost this much, not as much as was taken off.
void Compiler::spend(i64 cycles) {
  if (cycles != cost_) a.add(budget, cost_ - cycles);
}

void Compiler::exit(bool taken) {
  exit_to(taken ? block_->taken_pc : block_->fall_pc, taken ? exit_->taken_cycles : exit_->fall_cycles);
}

void Compiler::exit_to(u32 to, i64 cycles) {
  spend(cycles);
  if (!block_->waits || to != block_->start) return exits_.jump_to(to);
  a.mov(pc_memory(), to);
  a.mov(scratch, static_cast<u32>(Reason::waits));
  assembly_.jump(stubs_.leave);
}

void Compiler::side_exit(const ir::Step& s, Code code, u8 live) {
  const Label out = a.newLabel();
  sides_.push_back({out, s.index});
  side_ = &out;
  conditional(s, code, live);
  side_ = nullptr;
}

void Compiler::write_side(const Side& side) {
  const ir::Op& way = block_->ops[side.op + 1];
  a.bind(side.entry);
  pay_debts(side.op);
  exit_to(way.imm, way.cycles);
}

void Compiler::branch_if(CondCode condition) {
  if (side_) return static_cast<void>(a.long_().j(condition, *side_));
  const Label taken = a.newLabel();
  a.short_().j(condition, taken);
  exit(false);
  a.bind(taken);
  exit(true);
}

// On the flags in the context, or the host's where the operation before has left them there.
void Compiler::branch(Condition c) {
  const bool in_host = at_ && host_has_flags(block_->ops[at_ - 1].code, c);
  in_host ? branch_if(host_condition(c)) : branch_on_context(c);
}

void Compiler::branch_on_context(Condition c) {
  const auto n_and_v = [&] {
    a.mov(scratch, flag_n());
    a.shr(scratch, 31);
    a.cmp(x86::al, flag_v());
  };
  switch (c) {
    case Condition::eq:
    case Condition::ne: a.cmp(flag_z(), 0); return branch_if(c == Condition::eq ? CondCode::kE : CondCode::kNE);
    case Condition::cs:
    case Condition::cc: a.cmp(flag_c(), 0); return branch_if(c == Condition::cs ? CondCode::kNE : CondCode::kE);
    case Condition::mi:
    case Condition::pl: a.cmp(flag_n(), 0); return branch_if(c == Condition::mi ? CondCode::kL : CondCode::kGE);
    case Condition::vs:
    case Condition::vc: a.cmp(flag_v(), 0); return branch_if(c == Condition::vs ? CondCode::kNE : CondCode::kE);
    case Condition::ge: n_and_v(); return branch_if(CondCode::kE);
    case Condition::lt: n_and_v(); return branch_if(CondCode::kNE);
    default: break;
  }
  const Label taken = side_ ? *side_ : a.newLabel(), not_taken = a.newLabel();
  switch (c) {
    case Condition::hi:
    case Condition::ls:
      a.cmp(flag_c(), 0);
      a.long_().je(c == Condition::hi ? not_taken : taken);
      a.cmp(flag_z(), 0);
      a.long_().j(c == Condition::hi ? CondCode::kNE : CondCode::kE, taken);
      break;
    default:  // gt, le
      a.cmp(flag_z(), 0);
      a.long_().je(c == Condition::gt ? not_taken : taken);
      n_and_v();
      a.long_().j(c == Condition::gt ? CondCode::kE : CondCode::kNE, taken);
  }
  a.bind(not_taken);
  if (side_) return;
  exit(false);
  a.bind(taken);
  exit(true);
}

void Compiler::compare_and_branch(const ir::Step& s, bool immediate, Condition c, u8 live) {
  if (live) {
    move(scratch, s.a);
    immediate ? static_cast<void>(a.sub(scratch, s.imm)) : with(Inst::kIdSub, scratch, s.b);
    cv(CondCode::kNC, live);
    nz(scratch, live);
  } else {
    const Gp first = in(s.a, scratch);
    immediate ? static_cast<void>(a.cmp(first, s.imm)) : with(Inst::kIdCmp, first, s.b);
  }
  branch_if(host_condition(c));
}

void Compiler::test_and_branch(const ir::Step& s, Condition c, u8 live) {
  move(scratch, s.a);
  with(Inst::kIdAnd, scratch, s.b);
  nz(scratch, live);
  switch (c) {
    case Condition::eq:
    case Condition::ne:
    case Condition::mi:
    case Condition::pl: return branch_if(host_condition(c));
    default: return branch_on_context(c);
  }
}

// To eax, by the table.
void Compiler::jump_register() {
  a.test(x86::al, 1);
  a.long_().jz(imm(stubs_.miss));
  assembly_.jump_by_table(1, -2);
}

void Compiler::end(const ir::Step& s, Code code, u8 live) {
  const auto link = [&] { pinned(s.d) ? a.mov(host(s.d), s.imm) : a.mov(memory(s.d), s.imm); };
  switch (code) {
    case Code::jump: return exit(true);
    case Code::call: link(); return exit(true);
    case Code::jump_reg:
    case Code::call_reg:
      move(scratch, s.a);
      if (code == Code::call_reg) link();
      spend(exit_->taken_cycles);
      return jump_register();
    case Code::jump_mov: {
      const Label plain = a.newLabel();
      move(scratch, s.a);
      spend(exit_->taken_cycles);
      a.cmp(scratch, 0xf000'0000);
      a.jb(plain);
      a.and_(scratch, ~1u);
      assembly_.jump(stubs_.leave_at);
      a.bind(plain);
      a.or_(scratch, 1);
      return jump_register();
    }
    case Code::pop_jump:
      several(s, code);
      spend(exit_->taken_cycles);
      return jump_register();
    case Code::system:
      spend(exit_->fall_cycles);
      a.mov(pc_memory(), block_->fall_pc);
      a.mov(scratch, s.imm);
      return assembly_.jump(stubs_.system);
    default: return conditional(s, code, live);
  }
}

void Compiler::conditional(const ir::Step& s, Code code, u8 live) {
  const auto condition = [&](Code first) {
    return static_cast<Condition>(static_cast<unsigned>(code) - static_cast<unsigned>(first));
  };
  if (code <= Code::branch_le) return branch(condition(Code::branch_eq));
  if (code <= Code::cmpi_branch_le) return compare_and_branch(s, true, condition(Code::cmpi_branch_eq), live);
  if (code <= Code::cmp_branch_le) return compare_and_branch(s, false, condition(Code::cmp_branch_eq), live);
  test_and_branch(s, condition(Code::tst_branch_eq), live);
}

}  // namespace cpu::jit
