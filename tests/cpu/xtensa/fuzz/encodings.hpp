#pragma once
// Xtensa encodings, written down anew from the Xtensa ISA Reference Manual (2010), chapter 7.3 (opcode maps) and 6
// (instructions): nothing here comes from the decoder under test. What QEMU makes of each word checks this table.
#include <string>
#include <string_view>
#include <vector>

#include "emulator/types.hpp"

namespace xtensa_fuzz {

using namespace emulator;

enum class Kind : u8 {
  plain,           // registers to registers, goes on behind
  state,           // the same, with effects that a sequence should not have: windows, PS, interrupts
  memory,          // at AR[s] + offset
  memory_index,    // at AR[s] + AR[t]
  memory_post,     // at AR[s], which then moves on
  memory_words,    // at AR[s] + 4 r: S32NB
  mac_load,        // at AR[s] + 4 or - 4, which stays in AR[s]
  window_memory,   // L32E and S32E: at AR[s] - 64 + 4 r
  literal,         // L32R
  branch,          // to PC + 4 + imm8
  branch_zero,     // imm12
  branch_narrow,   // imm6 without sign
  jump,            // imm18
  call,            // imm18 words
  jump_register,   // to AR[s]
  back,            // RET: to a0
  back_window,     // RETW: to a0, its upper bits the window's
  loop,            // LEND = PC + 4 + imm8
  from_exception,  // RFE, RFDE, RFI, RFWO, RFWU
  read_special,
  write_special,
  exchange_special,
  wait,  // WAITI
};

// What a core may lack.
enum Need : u32 {
  base = 0,
  windows = 1 << 0,
  loops = 1 << 1,
  mac16 = 1 << 2,
  booleans = 1 << 3,
  fp = 1 << 4,
  misc = 1 << 5,  // MIN, MAX, SEXT, CLAMPS
  mul_high = 1 << 6,
  div = 1 << 7,
  atomic = 1 << 8,  // S32C1I, L32AI, S32RI
  threads = 1 << 9,
  caches = 1 << 10,
};

struct Encoding {
  std::string name;
  unsigned bytes;
  u32 match, free;  // free: operand bits
  Kind kind;
  u32 needs = base;
  unsigned scale = 0;  // memory: the offset is its field << scale, and so wide is the access
};

// Those of a core that has `options`, with a row each for reading and writing the special and user registers named.
struct Register {
  std::string_view name;
  u8 number;
  bool read = true, write = true;
};
std::vector<Encoding> encodings(u32 options, const std::vector<Register>& special, const std::vector<Register>& user);

}  // namespace xtensa_fuzz
