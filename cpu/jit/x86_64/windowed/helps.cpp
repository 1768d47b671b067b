// Operations of the guest's own: it performs them, but for those that code does all the time.
#include <utility>

#include "cpu/jit/x86_64/windowed/compiler.hpp"
#include "cpu/xtensa/system.hpp"
#include "cpu/xtensa/translator.hpp"

namespace cpu::jit::windowed {

using namespace asmjit;

// What a read of a register that never changes gives.
u32 Compiler::constant(const ir::Op& op) {
  u32& there = guest_.context.r[xtensa::slot::scratch];
  const u32 before = there;
  ir::Op read = op;
  read.d = xtensa::slot::scratch;
  guest_.help(read);
  return std::exchange(there, before);
}

// By 0, which faults, and by -1, which the host may refuse, the guest divides.
void Compiler::divide(const ir::Op& op, bool is_signed, bool remainder) {
  const Gp first = held_.read(op.a), second = held_.read(op.b);
  const Cold& c = cold_with_result(op);
  a.mov(scratch, first);
  if (is_signed) {
    a.lea(index, x86::ptr(second.r64(), 1));
    a.cmp(index, 1);
    a.long_().jbe(c.entry);
    a.cdq();
    a.idiv(second);
  } else {
    a.test(second, second);
    a.long_().jz(c.entry);
    a.xor_(other, other);
    a.div(second);
  }
  a.mov(c.result, remainder ? other : scratch);
  a.bind(c.done);
}

void Compiler::help(const ir::Op& op) {
  switch (static_cast<Help>(op.imm & 0xff)) {
    case Help::quou: return divide(op, false, false);
    case Help::quos: return divide(op, true, false);
    case Help::remu: return divide(op, false, true);
    case Help::rems: return divide(op, true, true);
    case Help::rsr:
      if (op.imm >> 8 == xtensa::special::prid) return static_cast<void>(a.mov(held_.write(op.d), constant(op)));
      break;
    default: break;
  }
  if (core_ && (special_register(op) || user_register(op) || floating(op))) return;
  held_.flush();
  a.mov(x86::rax, imm(block_->steps + (&op - block_->ops)));
  assembly_.call(stubs_.slow);
  // It may have changed what it names, and registers outside of the window.
  held_.forget(op.d);
  held_.forget(op.a);
  for (unsigned reg = 0; reg < Context::window; ++reg) held_.forget(reg);
}

}  // namespace cpu::jit::windowed
