// Special and user registers that code reads and writes all the time, where that is nothing but a move, and changes of
// the interrupt level that let no interrupt in.
#include "cpu/jit/x86_64/windowed/compiler.hpp"
#include "cpu/xtensa/system.hpp"
#include "cpu/xtensa/translator.hpp"

namespace cpu::jit::windowed {

using namespace asmjit;
namespace special = xtensa::special;
namespace user = xtensa::user;
namespace ps = xtensa::ps;
namespace slot = xtensa::slot;

// A part of the core that lies at a fixed distance from its context.
Mem Compiler::place(const u32* there) const {
  const auto distance = reinterpret_cast<const char*>(there) - reinterpret_cast<const char*>(&guest_.context);
  return x86::dword_ptr(context, static_cast<i32>(distance));
}

// The cycle counter as it is when the instruction begins, plus the offset.
void Compiler::ccount(const ir::Op& op) {
  const Gp to = held_.write(op.d);
  a.mov(to, x86::dword_ptr(context, offsetof(Context, until)));
  a.sub(to, budget.r32());
  a.add(to, place(core_->ccount_offset));
  if (const i64 more = i64{op.cycles} - cost_) a.add(to, static_cast<i32>(more));
}

bool Compiler::read_special(const ir::Op& op, u32 number) {
  switch (number) {
    case special::windowbase:
    case special::windowstart:
    case special::lbeg:
    case special::lend:
    case special::lcount:
    case special::sar:
    case special::br:
    case special::intclear: return false;
    case special::ccount: return ccount(op), true;
    case special::interrupt:
      a.mov(held_.write(op.d), place(core_->lines));
      a.or_(held_.write(op.d), place(core_->latched));
      return true;
    case special::ps:
      a.mov(held_.write(op.d), memory(Context::increment));
      a.shl(held_.write(op.d), ps::callinc_shift);
      a.or_(held_.write(op.d), place(core_->ps));
      return true;
    default: a.mov(held_.write(op.d), place(core_->special + number)); return true;
  }
}

// Those that are kept as they are written.
bool Compiler::write_special(const ir::Op& op, u32 number) {
  const bool plain = number == special::acclo || (number >= special::m0 && number <= special::m3) ||
                     (number >= special::epc1 && number <= special::epc7) || number == special::depc ||
                     (number >= special::eps2 && number <= special::eps7) || number == special::scompare1 ||
                     (number >= special::excsave1 && number <= special::excsave7) || number == special::excvaddr ||
                     (number >= special::misc0 && number <= special::misc3);
  if (number == special::acchi) {
    a.mov(scratch, held_.read(op.a));
    a.movsx(scratch, x86::al);
    a.mov(place(core_->special + number), scratch);
    return true;
  }
  if (plain) a.mov(place(core_->special + number), held_.read(op.a));
  return plain;
}

bool Compiler::special_register(const ir::Op& op) {
  const u32 number = op.imm >> 8;
  switch (static_cast<Help>(op.imm & 0xff)) {
    case Help::rsr: return read_special(op, number);
    case Help::wsr: return write_special(op, number);
    default: return false;
  }
}

bool Compiler::user_register(const ir::Op& op) {
  const auto what = static_cast<Help>(op.imm & 0xff);
  const u32 number = op.imm >> 8;
  if ((what != Help::rur && what != Help::wur) || number == user::gpio_out) return false;
  const bool writing = what == Help::wur;
  const Gp from = writing ? held_.read(op.a) : Gp{};
  const Cold& c = writing ? cold(op) : cold_with_result(op);
  if (user::needs_fp(number)) {
    a.test(place(core_->special + special::cpenable), 1);
    a.long_().jz(c.entry);
  }
  if (!writing) {
    a.mov(c.result, place(core_->user + number));
  } else {
    a.mov(scratch, from);
    if (user::needs_fp(number)) a.and_(scratch, number == user::fcr ? 0x7f : 0xf80);
    a.mov(place(core_->user + number), scratch);
  }
  a.bind(c.done);
  return true;
}

// RSIL to a level that is not below the present one, and WSR.PS that changes nothing but the level while
// no interrupt that is enabled waits. At the end of a loop the guest performs it.
bool Compiler::interrupt_level(const ir::Op& op) {
  constexpr u32 level = ps::intlevel, callinc = ps::callinc;
  const bool raises = (op.imm & 0xff'f00f) == 0x00'6000,
             writes = (op.imm & 0xff'ff0f) == (0x13'0000 | special::ps << 8);
  if (!raises && !writes) return false;
  const u32 reg = Context::window + (op.imm >> 4 & 15);
  const Label otherwise = a.newLabel();
  const Gp value = writes ? held_.read(reg) : Gp{};
  held_.flush();
  a.cmp(memory(slot::active_end), block_->fall_pc);
  a.je(otherwise);
  a.mov(scratch, place(core_->ps));
  if (raises) {
    const u32 to = op.imm >> 8 & 15;
    a.mov(index, scratch);
    a.and_(index, level);
    a.cmp(index, to);
    a.ja(otherwise);
    a.mov(index, memory(Context::increment));
    a.shl(index, ps::callinc_shift);
    a.or_(index, scratch);
    a.mov(home(reg), index);
    a.and_(scratch, ~level);
    a.or_(scratch, to);
  } else {
    a.mov(other, value);
    a.and_(other, level | ps::excm | ps::um | ps::owb | ps::woe);
    a.xor_(scratch, other);
    a.test(scratch, ~level);
    a.jnz(otherwise);
    a.mov(scratch, place(core_->lines));
    a.or_(scratch, place(core_->latched));
    a.and_(scratch, place(core_->special + special::intenable));
    a.jnz(otherwise);
    a.mov(scratch, value);
    a.and_(scratch, callinc);
    a.shr(scratch, ps::callinc_shift);
    a.cmp(scratch, memory(Context::increment));
    a.jne(otherwise);
    a.mov(scratch, other);
  }
  a.mov(place(core_->ps), scratch);
  exit(false);
  a.bind(otherwise);
  a.mov(x86::rax, imm(block_->steps + (&op - block_->ops)));
  assembly_.call(stubs_.slow);  // which does not come back
  return true;
}

}  // namespace cpu::jit::windowed
