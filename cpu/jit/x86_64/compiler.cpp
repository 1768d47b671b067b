#include "cpu/jit/x86_64/compiler.hpp"

#include <algorithm>

namespace cpu::jit {

using namespace asmjit;
using ir::Code;

Gp Compiler::in(unsigned reg, const Gp& scratch_register) {
  if (pinned(reg)) return host(reg);
  a.mov(scratch_register, memory(reg));
  return scratch_register;
}

void Compiler::move(const Gp& to, unsigned reg) {
  if (!pinned(reg))
    a.mov(to, memory(reg));
  else if (host(reg) != to)
    a.mov(to, host(reg));
}

Gp Compiler::target(unsigned reg, const Gp& scratch_register) { return pinned(reg) ? host(reg) : scratch_register; }

void Compiler::put(unsigned reg, const Gp& from) {
  if (!pinned(reg))
    a.mov(memory(reg), from);
  else if (host(reg) != from)
    a.mov(host(reg), from);
}

void Compiler::with(Id id, const Gp& to, unsigned reg) {
  if (pinned(reg))
    a.emit(id, to, host(reg));
  else
    a.emit(id, to, memory(reg));
}

bool Compiler::knows(const ir::Block& block) {
  const auto other = [](Code c) {
    return (c >= Code::andi && c <= Code::link) || (c >= Code::window && c <= Code::help) ||
           (c >= Code::go && c <= Code::loop_end) || c >= Code::tsti_branch_eq;
  };
  return std::none_of(block.ops, block.ops + block.size, [&](const ir::Op& op) { return other(op.code); });
}

void Compiler::compile(ir::Block& block) {
  block_ = &block;
  exit_ = &exit_of(block);
  cost_ = cost_of(block);
  flags_ = FlagPlan{block};
  const Label deadline = a.newLabel();
  const Mem entry_cost = block.touches ? x86::ptr_rel(cache_.add_number(block.entry_cost), 8) : Mem{};
  block.touches ? a.sub(budget, entry_cost) : a.sub(budget, cost_);
  a.long_().jl(deadline);
  for (at_ = 0; at_ < block.size; ++at_) step(block.steps[at_], block.ops[at_].code, flags_.stored(at_));

  for (const Cold& cold : cold_) write_cold(cold);
  for (const Side& side : sides_) write_side(side);
  exits_.write(stubs_.leave_at);
  a.bind(deadline);
  block.touches ? a.add(budget, entry_cost) : a.add(budget, cost_);
  a.mov(scratch, block.start);
  assembly_.jump(stubs_.leave_at);
  const u32 offset = assembly_.finish();
  exits_.link(cache_, offset);
  cache_.enter(block.start, offset);
  CodeCache::synchronise();
}

void Compiler::step(const ir::Step& s, Code code, u8 live) {
  if (code == Code::nop || code == Code::way) return;
  if (is_side_exit(*block_, at_)) return side_exit(s, code, live);
  if (code >= Code::jump) return end(s, code, live);
  if (code >= Code::ldr) return static_cast<void>(access(s, code));
  static_cast<void>(arithmetic(s, code, live) || with_flags(s, code, live) || shift(s, code, live) ||
                    extension(s, code));
}

}  // namespace cpu::jit
