#include "cpu/jit/x86_64/windowed/compiler.hpp"

#include <algorithm>

#include "cpu/xtensa/translator.hpp"

namespace cpu::jit::windowed {

using namespace asmjit;
using ir::Code;

namespace {

bool is_known(const ir::Op& op) {
  const auto bounded = [](unsigned reg) { return reg == xtensa::slot::sar || reg == xtensa::slot::scratch2; };
  switch (op.code) {
    case Code::movi:
    case Code::mov:
    case Code::add:
    case Code::addi:
    case Code::sub:
    case Code::rsbi:
    case Code::and_:
    case Code::orr:
    case Code::eor:
    case Code::bic:
    case Code::mul:
    case Code::lsli:
    case Code::lsri:
    case Code::asri:
    case Code::sxtb:
    case Code::sxth:
    case Code::ldr:
    case Code::ldrh:
    case Code::ldrb:
    case Code::ldrsh:
    case Code::str:
    case Code::strh:
    case Code::strb:
    case Code::jump:
    case Code::call:
    case Code::system: return true;
    case Code::lsr:
    case Code::asr: return bounded(op.b);  // not above 63
    default:
      return (op.code >= Code::andi && op.code <= Code::way) || (op.code >= Code::window && op.code <= Code::help) ||
             (op.code >= Code::go && op.code <= Code::loop_end) || op.code >= Code::cmpi_branch_eq;
  }
}

}  // namespace

bool Compiler::knows(const ir::Block& block) {
  return !block.touches && std::all_of(block.ops, block.ops + block.size, is_known);
}

void Compiler::compile(ir::Block& block) {
  block_ = &block;
  cost_ = cost_of(block);
  const Label too_long = a.newLabel();
  a.sub(budget, cost_);
  if (!exact_) a.long_().jl(too_long);
  for (std::size_t i = 0; i < block.size; ++i) operation(i);

  write_accesses();
  write_cold();
  write_wraps();
  write_sides();
  exits_.write(stubs_.leave_at);
  if (!exact_) {
    a.bind(too_long);
    a.add(budget, cost_);
    a.mov(scratch, block.start);
    assembly_.jump(stubs_.too_long);
  }
  const u32 offset = assembly_.finish();
  exits_.link(cache_, offset);
  cache_.enter(block.start, offset);
}

void Compiler::operation(std::size_t index) {
  const ir::Op& op = block_->ops[index];
  if (op.code == Code::way) return;
  if (exact_ && (index == 0 || op.pc != block_->ops[index - 1].pc) && op.code != Code::loop_end) deadline(op);
  if (op.code == Code::nop) return;
  held_.next();
  if (op.code == Code::help) return help(op);
  const bool done = arithmetic(op) || shift(op) || special(op) || access(op) || rotation(op);
  if (!done) end(op);
}

// The instruction begins only if there is time left.
void Compiler::deadline(const ir::Op& op) {
  sides_.push_back({a.newLabel(), held_.entries(), op.pc, op.cycles, true});
  a.cmp(budget, i64{op.cycles} - cost_);
  a.long_().jle(sides_.back().entry);
}

Compiler::Cold& Compiler::cold(const ir::Op& op) {
  cold_.push_back({a.newLabel(), a.newLabel(), &op, held_.entries(), {}, false, op.d});
  return cold_.back();
}

// The same where register d gets a new value, at `result`. Until then its old one counts.
Compiler::Cold& Compiler::cold_with_result(const ir::Op& op) {
  const auto* const before = held_.find(op.d);
  const Held::Entry old = before ? *before : Held::Entry{};
  const Gp to = held_.write(op.d);
  Cold& c = cold(op);
  for (Held::Entry& e : c.held)
    if (e.reg == op.d) e = old;
  c.result = to;
  c.results = true;
  return c;
}

// The guest finds every register in its home.
void Compiler::write_cold() {
  for (const Cold& c : cold_) {
    a.bind(c.entry);
    Held::store(a, c.held);
    a.mov(x86::rax, imm(block_->steps + (c.op - block_->ops)));
    assembly_.call(stubs_.slow);
    if (c.results) a.mov(c.result, home(c.reg));
    a.jmp(c.done);
  }
}

void Compiler::write_sides() {
  for (const Side& side : sides_) {
    a.bind(side.entry);
    Held::store(a, side.held);
    spend(side.cycles);
    if (side.deadline) {
      a.mov(scratch, side.pc);
      assembly_.jump(stubs_.leave_at);
    } else {
      exits_.jump_to(side.pc);
    }
  }
}

}  // namespace cpu::jit::windowed
