#pragma once
// Where the state of a guest with windowed registers is while host code runs. The window is looked at where it lies in
// a copy of Context::file with room behind it, so calls and returns only move a pointer. Between operations of a block
// registers may be held in host registers (held.hpp); from block to block only the pointers and the budget stay.
#include <array>

#include "cpu/jit/x86_64/registers.hpp"

namespace cpu::jit::windowed {

using ir::Context;

inline const Gp window = x86::r15;  // host address of the first register in sight
inline const Gp ram = x86::r13;     // of the RAM in the bus's window
inline const std::array held_in{x86::ebx, x86::esi, x86::edi, x86::r8d, x86::r9d, x86::r10d, x86::r11d, x86::r12d};

// Bit n: a frame begins n fours above the present one, as Context::start is rotated. While windows are not to be
// entered and left: that of the present frame only, and `no_windows`.
inline Mem frames() { return x86::dword_ptr(x86::rsp, 8 * limits); }
inline constexpr u32 no_windows = 1u << 16;

inline constexpr int four = 16, file_bytes = 256;  // of four registers, and of all
inline constexpr int window_bytes = 64;
inline constexpr int last_in_file =
    file_bytes - window_bytes;                            // where the last window begins that does not reach beyond
inline constexpr int beyond_bytes = window_bytes - four;  // how far one may reach
struct alignas(64) File {
  std::array<u8, file_bytes + window_bytes> bytes{};
};

inline Mem home(unsigned reg) {
  return reg < Context::window ? memory(reg) : x86::dword_ptr(window, static_cast<int>(4 * (reg - Context::window)));
}

// The state that host code is entered with, and left with: the window's offset in the file (bytes) and frames().
struct State {
  u32 frames = no_windows, offset = 0;
};
// Why host code came back; `in_context`: its state is already in the context.
struct Left {
  u64 reason = 0;
  State state;
};
inline constexpr u32 in_context = ~0u;  // as an offset

}  // namespace cpu::jit::windowed
