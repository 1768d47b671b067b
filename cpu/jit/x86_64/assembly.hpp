#pragma once
// Host code for the next place in a code cache.
#include "cpu/jit/x86_64/code_cache.hpp"
#include "cpu/jit/x86_64/registers.hpp"

namespace cpu::jit {

class Assembly : asmjit::ErrorHandler {
 public:
  explicit Assembly(CodeCache&);

  u32 finish();  // places what was written; its offset. Throws std::length_error if there is no room.
  u32 offset_of(const asmjit::Label& l) const { return static_cast<u32>(holder_.labelOffset(l)); }
  void call(u64 stub) { a.call(asmjit::imm(stub)); }
  void jump(u64 stub) { a.jmp(asmjit::imm(stub)); }

 private:
  void handleError(asmjit::Error, const char* message, asmjit::BaseEmitter*) override;
  asmjit::CodeHolder holder_;
  CodeCache& cache_;

 public:
  x86::Assembler a;
};

}  // namespace cpu::jit
