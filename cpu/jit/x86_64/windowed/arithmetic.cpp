// Moves, sums, logic, shifts, products.
#include "cpu/jit/x86_64/windowed/compiler.hpp"

namespace cpu::jit::windowed {

using namespace asmjit;
using ir::Code;
namespace Inst = asmjit::x86::Inst;
using x86::CondCode;

void Compiler::result(const ir::Op& op, const Gp& from) { a.mov(held_.write(op.d), from); }

// d = a op b
void Compiler::two(const ir::Op& op, Id id, bool commutes) {
  if (op.d == op.a || (commutes && op.d == op.b)) {
    const Gp from = held_.read(op.d == op.a ? op.b : op.a), to = held_.change(op.d);
    a.emit(id, to, from);
    return;
  }
  const Gp first = held_.read(op.a), second = held_.read(op.b);
  if (op.d == op.b) {
    a.mov(scratch, first);
    a.emit(id, scratch, second);
    return result(op, scratch);
  }
  const Gp to = held_.write(op.d);
  if (id == Inst::kIdAdd) return static_cast<void>(a.lea(to, x86::ptr(first.r64(), second.r64())));
  a.mov(to, first);
  a.emit(id, to, second);
}

void Compiler::add_constant(const ir::Op& op) {
  if (op.d == op.a) return static_cast<void>(a.add(held_.change(op.d), static_cast<i32>(op.imm)));
  const Gp from = held_.read(op.a), to = held_.write(op.d);
  a.lea(to, x86::ptr(from.r64(), static_cast<i32>(op.imm)));
}

void Compiler::unary(const ir::Op& op, Id id) {
  const Gp from = held_.read(op.a), to = held_.write(op.d);
  if (id == Inst::kIdMov)
    a.mov(to, from);
  else
    op.code == Code::sxtb ? a.movsx(to, from.r8()) : a.movsx(to, from.r16());
}

void Compiler::constant_shift(const ir::Op& op, Id id) {
  const Gp from = held_.read(op.a), to = held_.write(op.d);
  if (to != from) a.mov(to, from);
  if (op.imm & 31) a.emit(id, to, Imm(op.imm & 31));
}

bool Compiler::arithmetic(const ir::Op& op) {
  switch (op.code) {
    case Code::movi: {
      const Gp to = held_.write(op.d);
      op.imm ? a.mov(to, op.imm) : a.xor_(to, to);
      return true;
    }
    case Code::mov: return unary(op, Inst::kIdMov), true;
    case Code::add: return two(op, Inst::kIdAdd, true), true;
    case Code::addi: return add_constant(op), true;
    case Code::sub: return two(op, Inst::kIdSub, false), true;
    case Code::and_: return two(op, Inst::kIdAnd, true), true;
    case Code::orr: return two(op, Inst::kIdOr, true), true;
    case Code::eor: return two(op, Inst::kIdXor, true), true;
    case Code::mul: return two(op, Inst::kIdImul, true), true;
    case Code::sxtb:
    case Code::sxth: return unary(op, Inst::kIdMovsx), true;
    case Code::rsbi: {
      const Gp from = held_.read(op.a);
      a.mov(scratch, op.imm);
      a.sub(scratch, from);
      return result(op, scratch), true;
    }
    case Code::bic: {
      const Gp first = held_.read(op.a), second = held_.read(op.b);
      a.mov(scratch, second);
      a.not_(scratch);
      a.and_(scratch, first);
      return result(op, scratch), true;
    }
    case Code::andi: {
      const Gp from = held_.read(op.a), to = held_.write(op.d);
      if (op.imm == 0xff) return a.movzx(to, from.r8()), true;
      if (op.imm == 0xffff) return a.movzx(to, from.r16()), true;
      if (to != from) a.mov(to, from);
      a.and_(to, op.imm);
      return true;
    }
    default: return false;
  }
}

// The high half of a:b, less what goes out below.
void Compiler::funnel(const ir::Op& op) {
  const Gp high = held_.read(op.a), low = held_.read(op.b), amount = held_.read(op.imm);
  a.mov(index, amount);
  a.mov(scratch, high);
  a.shl(x86::rax, 32);
  a.mov(other, low);
  a.or_(x86::rax, x86::rdx);
  a.shr(x86::rax, x86::cl);
  result(op, scratch);
}

// By less than 64, in 64 bits.
void Compiler::shift_by_register(const ir::Op& op, Id id) {
  const Gp from = held_.read(op.a), amount = held_.read(op.b);
  a.mov(index, amount);
  id == Inst::kIdSar ? a.movsxd(x86::rax, from) : a.mov(scratch, from);
  a.emit(id, x86::rax, x86::cl);
  result(op, scratch);
}

bool Compiler::shift(const ir::Op& op) {
  switch (op.code) {
    case Code::lsli: return constant_shift(op, Inst::kIdShl), true;
    case Code::lsri: return constant_shift(op, Inst::kIdShr), true;
    case Code::asri: return constant_shift(op, Inst::kIdSar), true;
    case Code::lsr: return shift_by_register(op, Inst::kIdShr), true;
    case Code::asr: return shift_by_register(op, Inst::kIdSar), true;
    case Code::funnel: return funnel(op), true;
    case Code::addx: {
      const Gp first = held_.read(op.a), second = held_.read(op.b), to = held_.write(op.d);
      a.lea(to, x86::ptr(second.r64(), first.r64(), op.imm));
      return true;
    }
    case Code::subx: {
      const Gp first = held_.read(op.a), second = held_.read(op.b);
      a.mov(scratch, first);
      a.shl(scratch, op.imm);
      a.sub(scratch, second);
      return result(op, scratch), true;
    }
    case Code::ubfx: {
      const Gp from = held_.read(op.a), to = held_.write(op.d);
      if (to != from) a.mov(to, from);
      a.shr(to, op.imm & 31);
      a.and_(to, op.imm >> 16);
      return true;
    }
    case Code::left: {
      const Gp from = held_.read(op.a);
      a.mov(other, from);
      a.and_(other, 31);
      a.mov(scratch, 32);
      a.sub(scratch, other);
      return result(op, scratch), true;
    }
    default: return false;
  }
}

// d = a if b is so
void Compiler::move_if(const ir::Op& op, CondCode condition) {
  const Gp from = held_.read(op.a), test = held_.read(op.b), to = held_.change(op.d);
  a.test(test, test);
  a.emit(Inst::cmovccFromCond(condition), to, from);
}

// d = a, or b where the comparison of a with b says so.
void Compiler::choose(const ir::Op& op, CondCode condition) {
  const Gp first = held_.read(op.a), second = held_.read(op.b);
  a.mov(scratch, first);
  a.cmp(first, second);
  a.emit(Inst::cmovccFromCond(condition), scratch, second);
  result(op, scratch);
}

void Compiler::high_product(const ir::Op& op, bool is_signed) {
  const Gp first = held_.read(op.a), second = held_.read(op.b);
  a.mov(scratch, first);
  is_signed ? a.imul(second) : a.mul(second);
  result(op, other);
}

void Compiler::short_product(const ir::Op& op, bool is_signed) {
  const Gp first = held_.read(op.a), second = held_.read(op.b);
  is_signed ? a.movsx(scratch, first.r16()) : a.movzx(scratch, first.r16());
  is_signed ? a.movsx(other, second.r16()) : a.movzx(other, second.r16());
  a.imul(scratch, other);
  result(op, scratch);
}

// Leading zeros, or bits like the sign behind it: the number of 2 x + 1 is never 0.
void Compiler::leading(const ir::Op& op, bool is_signed) {
  const Gp from = held_.read(op.a);
  a.mov(scratch, from);
  if (is_signed) {
    a.sar(scratch, 31);
    a.xor_(scratch, from);
  }
  a.lea(x86::rax, x86::ptr(x86::rax, x86::rax, 0, 1));
  a.bsr(x86::rax, x86::rax);
  a.neg(scratch);
  a.add(scratch, is_signed ? 31 : 32);
  result(op, scratch);
}

bool Compiler::special(const ir::Op& op) {
  switch (op.code) {
    case Code::moveqz: return move_if(op, CondCode::kE), true;
    case Code::movnez: return move_if(op, CondCode::kNE), true;
    case Code::movltz: return move_if(op, CondCode::kS), true;
    case Code::movgez: return move_if(op, CondCode::kNS), true;
    case Code::smin: return choose(op, CondCode::kG), true;
    case Code::smax: return choose(op, CondCode::kL), true;
    case Code::umin: return choose(op, CondCode::kA), true;
    case Code::umax: return choose(op, CondCode::kB), true;
    case Code::abs: {
      const Gp from = held_.read(op.a);
      a.mov(scratch, from);
      a.neg(scratch);
      a.cmovs(scratch, from);
      return result(op, scratch), true;
    }
    case Code::umulh: return high_product(op, false), true;
    case Code::smulh: return high_product(op, true), true;
    case Code::mul16u: return short_product(op, false), true;
    case Code::mul16s: return short_product(op, true), true;
    case Code::nsa: return leading(op, true), true;
    case Code::clz: return leading(op, false), true;
    default: return false;
  }
}

}  // namespace cpu::jit::windowed
