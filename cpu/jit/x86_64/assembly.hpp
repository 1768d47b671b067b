#pragma once
// Host code for the next place in a code cache, and what every compiler writes of it.
#include <vector>

#include "cpu/jit/x86_64/code_cache.hpp"
#include "cpu/jit/x86_64/registers.hpp"
#include "emulator/bus.hpp"

namespace cpu::jit {

class Assembly : asmjit::ErrorHandler {
 public:
  explicit Assembly(CodeCache&);

  u32 finish();  // places what was written; its offset. Throws std::length_error if there is no room.
  u32 offset_of(const asmjit::Label& l) const { return static_cast<u32>(holder_.labelOffset(l)); }
  u64 here() const;    // host address of what is written next
  u64 aligned_here();  // the same, where the processor likes to jump to
  void call(u64 stub) { a.call(asmjit::imm(stub)); }
  void jump(u64 stub) { a.jmp(asmjit::imm(stub)); }

  // The registers that belong to the host's caller, and room on the stack; and back.
  void push_frame();
  void pop_frame();
  // The RAM's limits onto the stack and its place to `ram`, as the bus has them now. Changes rcx and rdx.
  void ram_window(const Bus&, const Gp& ram, int stack_offset);
  // Between a register and memory.
  void load(const Gp& to, const Mem& from, unsigned log2, bool is_signed);
  void store(const Mem& to, const Gp& from, unsigned log2);
  // To the guest's address in eax, by the cache's table of code, of which an entry is at address << shift, plus offset.
  void jump_by_table(unsigned shift, int offset = 0);

 private:
  void handleError(asmjit::Error, const char* message, asmjit::BaseEmitter*) override;
  asmjit::CodeHolder holder_;
  CodeCache& cache_;

 public:
  x86::Assembler a;
};

// Jumps from a block to others, which the cache points there when they have code.
class Exits {
 public:
  explicit Exits(Assembly& assembly) : assembly_(assembly) {}
  void jump_to(u32 pc);
  void write(u64 leave_at);                       // where they lead until then; behind the block
  void link(CodeCache&, u32 block_offset) const;  // when it is placed

 private:
  struct Exit {
    asmjit::Label stub;
    u32 site, pc;
  };
  Assembly& assembly_;
  std::vector<Exit> exits_;
};

}  // namespace cpu::jit
