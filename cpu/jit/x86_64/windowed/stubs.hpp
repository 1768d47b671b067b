#pragma once
// Host code that every block of a guest with windowed registers uses.
#include "cpu/ir/guest.hpp"
#include "cpu/jit/x86_64/code_cache.hpp"
#include "cpu/jit/x86_64/windowed/registers.hpp"

namespace cpu::jit::windowed {

struct Stubs {
  // What a slow operation calls. It gives back the state to go on with, if there is no reason not to.
  using Slow = Left (*)(void* self, const ir::Step*, State);

  Stubs(CodeCache&, Context&, File&, const Bus&, Slow, void* self);

  Left (*enter)(const u8* code, State);
  u64 file = 0;      // its host address
  u64 miss = 0;      // a jump to eax, where no host code is
  u64 leave = 0;     // with a Reason in rax
  u64 leave_at = 0;  // at the boundary before the instruction at eax
  u64 too_long = 0;  // the same, because what is there needs more time than there is
  u64 slow = 0;  // performs the step in rax, then returns, keeping all that may be held, goes on elsewhere, or leaves
  u64 wrap[2] = {0, 0};  // [up]: the window has moved down or up by edx bytes and may have passed an end of the file
};

}  // namespace cpu::jit::windowed
