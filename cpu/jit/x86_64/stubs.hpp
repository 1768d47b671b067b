#pragma once
// Host code that every block uses: the way in and out, and accesses outside the RAM window.
#include "cpu/ir/guest.hpp"
#include "cpu/jit/x86_64/code_cache.hpp"
#include "cpu/jit/x86_64/registers.hpp"

namespace cpu::jit {

struct Stubs {
  // What a slow access calls: it has the registers in the context.
  using Slow = u64 (*)(void* self, const ir::Step*);

  // The same for an instruction of the guest's own; the registers stay there.
  using System = u64 (*)(void* self, u32 word);

  Stubs(CodeCache&, ir::Context&, const Bus&, Slow, System, void* self);

  u64 (*enter)(const u8* code);
  u64 miss = 0;         // a jump to eax, which is not plain code
  u64 leave = 0;        // with a Reason in rax
  u64 leave_at = 0;     // at the boundary before the instruction at eax
  u64 system = 0;       // performs the instruction in eax and goes on where the context's pc says, or leaves
  u64 slow = 0;         // performs the step in rax, then returns or leaves
  u64 page[2][3] = {};  // [writing][log2 of width]: eax is an address; carry clear: ram + rcx * width is its byte
  u64 row[2] = {};      // the same for edx bytes in a row
};

}  // namespace cpu::jit
