#pragma once
// Where the guest's state is while host code runs. r0 to r7 and the stack pointer (r13) are in registers, everything
// else is in the context.
#include <asmjit/x86.h>

#include <array>
#include <cstddef>

#include "cpu/ir/context.hpp"

namespace cpu::jit {

using namespace emulator;
namespace x86 = asmjit::x86;
using x86::Gp;
using x86::Mem;

inline const Gp context = x86::rbp;
inline const Gp budget = x86::r14;  // cycles left, those of the present block already taken off
inline const Gp ram = x86::r15;     // host address of the RAM in the bus's window
inline const Gp scratch = x86::eax, index = x86::ecx, other = x86::edx;

// How much of the RAM may be read and written, in units of 1, 2 and 4 bytes: 64-bit words on the host's stack.
inline constexpr int limits = 6, frame_bytes = 8 * limits + 8;
inline Mem limit(bool writing, unsigned log2) {
  return x86::qword_ptr(x86::rsp, 8 * (writing * 3 + static_cast<int>(log2)));
}

inline constexpr unsigned stack_pointer = 13;
inline bool pinned(unsigned reg) { return reg < 8 || reg == stack_pointer; }
inline Gp host(unsigned reg) {
  static const Gp all[] = {x86::ebx, x86::esi, x86::edi, x86::r8d, x86::r9d, x86::r10d, x86::r11d, x86::r12d};
  return reg == stack_pointer ? x86::r13d : all[reg];
}
inline Mem memory(unsigned reg) {
  return x86::dword_ptr(context, static_cast<int>(offsetof(ir::Context, r) + 4 * reg));
}
inline Mem pc_memory() { return memory(ir::Context::pc); }
inline Mem budget_memory() { return x86::qword_ptr(context, offsetof(ir::Context, budget)); }
inline Mem flag_n() { return x86::dword_ptr(context, offsetof(ir::Context, n)); }
inline Mem flag_z() { return x86::dword_ptr(context, offsetof(ir::Context, z)); }
inline Mem flag_c() { return x86::byte_ptr(context, offsetof(ir::Context, c)); }
inline Mem flag_v() { return x86::byte_ptr(context, offsetof(ir::Context, v)); }

// Why host code came back: in the low byte; for system the instruction is in the upper half.
enum class Reason : u64 {
  go_on,      // of a slow access: no reason to come back
  boundary,   // between two instructions
  jump,       // to context.r[pc], which is the guest's business
  system,     // an instruction of the guest's own
  thrown,     // a device threw an exception
  too_long,   // there is not the time for the block at the boundary
  stopped,    // the guest said so
  waits,      // a loop that may only wait has gone round, and is at its beginning
  elsewhere,  // of a slow access: host code goes on at context.r[pc]
};
constexpr u64 leave_reason(Reason reason, u32 word) { return static_cast<u64>(reason) | u64{word} << 32; }

}  // namespace cpu::jit
