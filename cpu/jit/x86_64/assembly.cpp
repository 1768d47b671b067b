#include "cpu/jit/x86_64/assembly.hpp"

#include <array>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace cpu::jit {

Assembly::Assembly(CodeCache& cache) : cache_(cache) {
  holder_.init(asmjit::Environment::host(), reinterpret_cast<u64>(cache.next()));
  holder_.setErrorHandler(this);
  holder_.attach(&a);
}

void Assembly::handleError(asmjit::Error, const char* message, asmjit::BaseEmitter*) {
  throw std::logic_error(message);
}

u32 Assembly::finish() {
  holder_.flatten();
  holder_.resolveUnresolvedLinks();
  const std::size_t size = holder_.codeSize();
  if (!cache_.fits(size)) throw std::length_error("code cache");
  holder_.relocateToBase(reinterpret_cast<u64>(cache_.next()));
  std::vector<u8> code(size);
  holder_.copyFlattenedData(code.data(), size);
  return cache_.place({code.data(), holder_.codeSize() < size ? holder_.codeSize() : size});
}

u64 Assembly::here() const { return reinterpret_cast<u64>(cache_.next()) + a.offset(); }

u64 Assembly::aligned_here() {
  a.align(asmjit::AlignMode::kCode, 16);
  return here();
}

namespace {
const std::array saved{x86::rbx, x86::rbp, x86::r12, x86::r13, x86::r14, x86::r15};
}  // namespace

void Assembly::push_frame() {
  for (const Gp& r : saved) a.push(r);
  a.sub(x86::rsp, frame_bytes);
}

void Assembly::pop_frame() {
  a.add(x86::rsp, frame_bytes);
  for (std::size_t i = saved.size(); i-- > 0;) a.pop(saved[i]);
}

void Assembly::ram_window(const Bus& bus, const Gp& ram, int stack_offset) {
  a.mov(x86::rdx, asmjit::imm(&bus.window()));
  for (int i = 0; i < limits; ++i) {
    const auto field = i < 3 ? offsetof(Bus::Window, readable) : offsetof(Bus::Window, writable);
    a.mov(x86::ecx, x86::dword_ptr(x86::rdx, static_cast<int>(field) + 4 * (i % 3)));
    a.mov(x86::qword_ptr(x86::rsp, stack_offset + 8 * i), x86::rcx);
  }
  a.mov(ram, x86::qword_ptr(x86::rdx, offsetof(Bus::Window, bias)));
  a.mov(x86::ecx, x86::dword_ptr(x86::rdx, offsetof(Bus::Window, base)));
  a.add(ram, x86::rcx);
}

void Assembly::load(const Gp& to, const Mem& from, unsigned log2, bool is_signed) {
  if (log2 == 2)
    a.mov(to, from);
  else
    is_signed ? a.movsx(to, from) : a.movzx(to, from);
}

void Assembly::store(const Mem& to, const Gp& from, unsigned log2) {
  if (log2 == 2)
    a.mov(to, from);
  else
    log2 ? a.mov(to, from.r16()) : a.mov(to, from.r8());
}

void Assembly::jump_by_table(unsigned shift, int offset) {
  a.mov(x86::rdx, asmjit::imm(cache_.entries()));
  a.mov(index, x86::dword_ptr(x86::rdx, x86::rax, shift, offset));
  a.mov(x86::rdx, asmjit::imm(cache_.base()));
  a.add(x86::rcx, x86::rdx);
  a.jmp(x86::rcx);
}

// ---- exits

void Exits::jump_to(u32 pc) {
  x86::Assembler& a = assembly_.a;
  const asmjit::Label stub = a.newLabel();
  a.long_().jmp(stub);
  exits_.push_back({stub, static_cast<u32>(a.offset()) - 4, pc});
}

void Exits::write(u64 leave_at) {
  for (const Exit& exit : exits_) {
    assembly_.a.bind(exit.stub);
    assembly_.a.mov(scratch, exit.pc);
    assembly_.jump(leave_at);
  }
}

void Exits::link(CodeCache& cache, u32 block_offset) const {
  for (const Exit& exit : exits_)
    cache.link(block_offset + exit.site, exit.pc, block_offset + assembly_.offset_of(exit.stub));
}

}  // namespace cpu::jit
