// Loads and stores: the RAM window in line; other memory by page behind the block, and everything else by the guest.
#include "cpu/jit/x86_64/windowed/compiler.hpp"

namespace cpu::jit::windowed {

using namespace asmjit;
using ir::Code;

// to = a + imm - minus
void Compiler::address(const ir::Op& op, const Gp& to, u32 minus) {
  a.lea(to, x86::ptr(held_.read(op.a).r64(), static_cast<i32>(op.imm - minus)));
}

// index: which byte, halfword or word of the RAM it is; bits that should be 0 come out on top of it.
void Compiler::in_window(const ir::Op& op, bool writing, unsigned log2, const Label& otherwise) {
  address(op, index, ram_base_);
  if (log2) a.ror(index, log2);
  a.cmp(x86::rcx, limit(writing, log2));
  a.long_().jae(otherwise);
}

// eax is an address; rcx becomes host minus guest address.
void Compiler::by_page(bool writing, unsigned log2, const Label& otherwise) {
  a.mov(index, scratch);
  a.shr(index, Bus::page_bits);
  const auto* const words = writing ? bus_.word_write_pages() : bus_.word_read_pages();
  const auto* const others = writing ? bus_.write_pages() : bus_.read_pages();
  a.mov(x86::rdx, imm(log2 == 2 ? words : others));
  a.mov(x86::rcx, x86::qword_ptr(x86::rdx, x86::rcx, 3));
  a.test(x86::rcx, x86::rcx);
  a.jz(otherwise);
  if (!log2) return;
  a.test(x86::al, (1u << log2) - 1);
  a.jnz(otherwise);
}

void Compiler::load(const ir::Op& op, unsigned log2, bool is_signed) {
  const Gp base = held_.read(op.a);
  const Gp to = cold_with_result(op).result;
  accesses_.push_back({a.newLabel(), &op, false, log2, is_signed, cold_.size() - 1, to, base});
  in_window(op, false, log2, accesses_.back().entry);
  assembly_.load(to, x86::ptr(ram, x86::rcx, log2, 0, 1u << log2), log2, is_signed);
  a.bind(cold_.back().done);
}

void Compiler::store(const ir::Op& op, unsigned log2) {
  const Gp base = held_.read(op.a), from = held_.read(op.d);
  cold(op);
  accesses_.push_back({a.newLabel(), &op, true, log2, false, cold_.size() - 1, from, base});
  in_window(op, true, log2, accesses_.back().entry);
  assembly_.store(x86::ptr(ram, x86::rcx, log2, 0, 1u << log2), from, log2);
  a.bind(cold_.back().done);
}

void Compiler::write_accesses() {
  for (const Access& c : accesses_) {
    const Cold& cold = cold_[c.cold];
    a.bind(c.entry);
    a.lea(scratch, x86::ptr(c.base.r64(), static_cast<i32>(c.op->imm)));
    by_page(c.writing, c.log2, cold.entry);
    const Mem at = x86::ptr(x86::rcx, x86::rax, 0, 0, 1u << c.log2);
    c.writing ? assembly_.store(at, c.value, c.log2) : assembly_.load(c.value, at, c.log2, c.is_signed);
    a.jmp(cold.done);
  }
}

bool Compiler::access(const ir::Op& op) {
  switch (op.code) {
    case Code::ldr: return load(op, 2, false), true;
    case Code::ldrh: return load(op, 1, false), true;
    case Code::ldrb: return load(op, 0, false), true;
    case Code::ldrsh: return load(op, 1, true), true;
    case Code::ldrsb: return load(op, 0, true), true;
    case Code::str: return store(op, 2), true;
    case Code::strh: return store(op, 1), true;
    case Code::strb: return store(op, 0), true;
    default: return false;
  }
}

}  // namespace cpu::jit::windowed
