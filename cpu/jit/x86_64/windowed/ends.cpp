// How blocks end, and are left in the middle: direct ways on are jumps that the code cache points to the next block,
// others go by its table.
#include "cpu/jit/x86_64/conditions.hpp"
#include "cpu/jit/x86_64/windowed/compiler.hpp"
#include "cpu/xtensa/system.hpp"

namespace cpu::jit::windowed {

using namespace asmjit;
using ir::Code;
using x86::CondCode;

// The block has cost this much, not as much as was taken off.
void Compiler::spend(i64 cycles) {
  if (cycles != cost_) a.add(budget, cost_ - cycles);
}

void Compiler::exit(bool taken) {
  const ir::Exit& exit = exit_of(*block_);
  spend(taken ? exit.taken_cycles : exit.fall_cycles);
  exits_.jump_to(taken ? block_->taken_pc : block_->fall_pc);
}

// To eax, by the table.
void Compiler::jump_register() { assembly_.jump_by_table(2); }

// The host's condition that says whether a conditional end jumps.
CondCode Compiler::compare(const ir::Op& op) {
  const auto condition = [&](Code first) {
    return host_condition(static_cast<ir::Condition>(static_cast<unsigned>(op.code) - static_cast<unsigned>(first)));
  };
  const Gp first = held_.read(op.a);
  if (op.code >= Code::tsti_branch_eq) {
    a.test(first, op.imm);
    return condition(Code::tsti_branch_eq);
  }
  if (op.code >= Code::tst_branch_eq) {
    a.test(first, held_.read(op.b));
    return condition(Code::tst_branch_eq);
  }
  if (op.code >= Code::cmp_branch_eq) {
    a.cmp(first, held_.read(op.b));
    return condition(Code::cmp_branch_eq);
  }
  op.imm ? a.cmp(first, static_cast<i32>(op.imm)) : a.test(first, first);
  return condition(Code::cmpi_branch_eq);
}

void Compiler::branch(const ir::Op& op) {
  const auto index_of = static_cast<std::size_t>(&op - block_->ops);
  const bool in_the_middle = index_of + 1 < block_->size && block_->ops[index_of + 1].code == Code::way;
  const CondCode condition = compare(op);
  if (in_the_middle) {
    const ir::Op& way = block_->ops[index_of + 1];
    sides_.push_back({a.newLabel(), held_.entries(), way.imm, way.cycles, false});
    a.long_().j(condition, sides_.back().entry);
    return;
  }
  held_.flush();  // no flags change
  const Label taken = a.newLabel();
  a.short_().j(condition, taken);
  exit(false);
  a.bind(taken);
  exit(true);
}

// Back by bits 31:30 of the return address, to the rest of it.
void Compiler::leave_window(const ir::Op& op) {
  const Label otherwise = a.newLabel();
  a.mov(scratch, held_.read(op.a));
  held_.flush();
  a.mov(index, scratch);
  a.shr(index, 30);
  a.cmp(index, 2);
  a.jne(otherwise);
  back(2, otherwise);
  a.and_(scratch, 0x3fff'ffff);
  if (op.imm >> 30) a.or_(scratch, op.imm & 0xc000'0000);
  spend(exit_of(*block_).taken_cycles);
  jump_register();
  a.bind(otherwise);
  a.mov(x86::rax, imm(block_->steps + (&op - block_->ops)));
  assembly_.call(stubs_.slow);  // which does not come back
}

// Instructions that look at no register but the one in their field t, after which host code usually goes on: RSIL, RFE,
// RFI, RFWO, RFWU, ROTW, SYSCALL, and accesses to special registers but
// WINDOWBASE.
bool Compiler::goes_on_behind(u32 word) {
  constexpr u32 fields = 0xff'000f, rsil = 0x00'6000, rfe = 0x00'3000, rfi = 0x00'3010, rfwo = 0x00'3400,
                rfwu = 0x00'3500, rotw = 0x40'8000, syscall = 0x00'5000;
  const u32 access = word & fields;
  if (access == 0x03'0000 || access == 0x13'0000 || access == 0x61'0000)
    return (word >> 8 & 0xff) != xtensa::special::windowbase;
  return (word & 0xff'f00f) == rsil || word == rfe || (word & 0xff'f0ff) == rfi || word == rfwo || word == rfwu ||
         (word & 0xff'ff0f) == rotw || word == syscall;
}

void Compiler::system(const ir::Op& op) {
  spend(exit_of(*block_).fall_cycles);
  a.mov(pc_memory(), block_->fall_pc);
  a.mov(x86::rax, imm(leave_reason(Reason::system, op.imm)));
  assembly_.jump(stubs_.leave);
}

// Goes back if that is the end of the loop that loops, and it is not its last turn.
void Compiler::loop_end(const ir::Op& op) {
  const Label falls = a.newLabel(), elsewhere = a.newLabel();
  held_.flush();
  a.cmp(memory(op.b), op.imm);
  a.jne(falls);
  a.mov(scratch, memory(op.a));
  a.sub(scratch, 1);
  a.jb(falls);
  a.mov(memory(op.a), scratch);
  a.cmp(memory(op.d), block_->taken_pc);
  a.jne(elsewhere);
  exit(true);
  a.bind(elsewhere);
  spend(exit_of(*block_).taken_cycles);
  a.mov(scratch, memory(op.d));
  jump_register();
  a.bind(falls);
  exit(false);
}

void Compiler::end(const ir::Op& op) {
  const auto go = [&] {
    spend(exit_of(*block_).taken_cycles);
    jump_register();
  };
  switch (op.code) {
    case Code::jump: held_.flush(); return exit(true);
    case Code::call: a.mov(held_.write(op.d), op.imm); return held_.flush(), exit(true);
    case Code::call_window: link(op); return held_.flush(), exit(true);
    case Code::go:
      a.mov(scratch, held_.read(op.a));
      held_.flush();
      return go();
    case Code::call_go:
    case Code::call_go_window:
      a.mov(scratch, held_.read(op.a));
      op.code == Code::call_go ? static_cast<void>(a.mov(held_.write(op.d), op.imm)) : link(op);
      held_.flush();
      return go();
    case Code::leave: return leave_window(op);
    case Code::system:
      if (core_ && interrupt_level(op)) return;
      held_.flush();
      if (!goes_on_behind(op.imm)) return system(op);
      a.mov(x86::rax, imm(block_->steps + (&op - block_->ops)));
      assembly_.call(stubs_.slow);  // which does not come back
      return;
    case Code::loop_end: return loop_end(op);
    default: return branch(op);
  }
}

}  // namespace cpu::jit::windowed
