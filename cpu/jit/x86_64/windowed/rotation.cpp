// Calls and returns of guests with windowed registers. Frames are as in ir/windows.hpp, counted from the present one.
#include "cpu/jit/x86_64/windowed/compiler.hpp"

namespace cpu::jit::windowed {

using namespace asmjit;
using ir::Code;

namespace {
constexpr unsigned usual = 2;  // fours that a call moves the window by: CALL8 is what compilers use
constexpr int increment_field = static_cast<int>(offsetof(Context, r) + 4 * Context::increment);
// Bits of frames(): those 1 to n fours above.
constexpr u32 above(u32 n) { return (2u << n) - 2; }
}  // namespace

void Compiler::check(const ir::Op& op) {
  if (op.imm <= room_) return;
  room_ = op.imm;
  const Cold& c = cold(op);
  a.test(frames(), above(op.imm));
  a.long_().jnz(c.entry);
  a.bind(c.done);
}

void Compiler::link(const ir::Op& op) {
  a.mov(held_.write(op.d), op.imm);
  increment_ = op.imm >> 30;
  a.mov(x86::dword_ptr(context, increment_field), increment_);
}

// d = a - imm, d in the new window.
void Compiler::enter(const ir::Op& op) {
  const unsigned fours = increment_ ? increment_ : usual;
  const Gp stack = held_.read(op.a);
  held_.flush();
  Cold& c = cold(op);
  if (!increment_) {
    a.cmp(x86::dword_ptr(context, increment_field), usual);
    a.long_().jne(c.entry);
  }
  a.lea(scratch, x86::ptr(stack.r64(), -static_cast<i32>(op.imm)));
  a.mov(index, frames());
  a.test(index, no_windows | (room_ < fours ? above(fours) : 0));
  a.long_().jnz(c.entry);
  a.ror(x86::cx, fours);
  a.or_(index, 1);
  a.mov(frames(), index);
  a.add(window, four * static_cast<int>(fours));
  wraps_.push_back({a.newLabel(), a.newLabel(), true, fours});
  a.mov(x86::rdx, imm(stubs_.file + last_in_file));
  a.cmp(window, x86::rdx);
  a.long_().ja(wraps_.back().entry);
  a.bind(wraps_.back().back);
  if (increment_)
    held_.move(static_cast<int>(fours));
  else
    held_.forget();
  held_.forget(op.d);
  c.result = held_.write(op.d);
  c.results = true;
  a.mov(c.result, scratch);
  a.bind(c.done);
  room_ = increment_ && room_ > fours ? room_ - fours : 0;
  increment_ = 0;
}

// The window goes back by so many fours, if the next frame below begins there; everything has been flushed. Changes ecx
// and edx.
void Compiler::back(unsigned fours, const Label& otherwise) {
  a.mov(index, frames());
  a.mov(other, index);
  a.shr(other, 16 - fours);
  a.cmp(other, 1);
  a.long_().jne(otherwise);
  a.and_(index, ~1u);
  a.rol(x86::cx, fours);
  a.mov(frames(), index);
  a.sub(window, four * static_cast<int>(fours));
  wraps_.push_back({a.newLabel(), a.newLabel(), false, fours});
  a.mov(x86::rdx, imm(0 - stubs_.file));
  a.add(x86::rdx, window);
  a.cmp(x86::rdx, last_in_file - four * static_cast<int>(fours));
  a.long_().ja(wraps_.back().entry);
  a.bind(wraps_.back().back);
}

void Compiler::unwind(const ir::Op& op) {
  held_.flush();
  const Label done = cold(op).done, otherwise = cold_.back().entry;
  back(op.imm, otherwise);
  a.bind(done);
  held_.move(-static_cast<int>(op.imm));
  room_ += op.imm;
  increment_ = 0;
}

void Compiler::write_wraps() {
  for (const Wrap& w : wraps_) {
    a.bind(w.entry);
    a.mov(other, four * w.fours);
    assembly_.call(stubs_.wrap[w.up]);
    a.jmp(w.back);
  }
}

bool Compiler::rotation(const ir::Op& op) {
  switch (op.code) {
    case Code::window: return check(op), true;
    case Code::link: return link(op), true;
    case Code::enter: return enter(op), true;
    case Code::unwind: return unwind(op), true;
    default: return false;
  }
}

}  // namespace cpu::jit::windowed
