#pragma once
// The intermediate representation: small fixed-size operations over a flat register file and immediates.
#include <span>
#include <string_view>

#include "emulator/types.hpp"

namespace cpu::ir {

using namespace emulator;

// Suffix _s: sets N, Z, C and V as the guest's architecture defines it; without it, no flag changes.
// d is the destination register, a and b are sources, imm a constant. "a+imm" and "a+b" are addresses. lsri and asri
// shift by less than 32, lsri_s and asri_s by 1 to 32. way: behind a conditional end in the middle of a block, where it
// leads (imm) and what it costs from the block's start (cycles); never executed.
//   andi: and imm · addx: (a << imm) + b · subx: (a << imm) - b · ubfx: (a >> imm[4:0]) & imm[31:16]
//   funnel: the low half of a:b >> r[imm][5:0] · left: 32 - a[4:0], the amount by which a funnel shifts left by a
//   moveqz …: d = a if b is 0, not 0, negative, not negative · smin …: signed, unsigned · umulh, smulh: the high half
//   mul16u …: of the low halves · nsa: equal sign bits but one · clz: leading zeros
//   link: d = imm, whose bits 31:30 are the window increment of the call that is made
#define VIVARIUM_IR_PLAIN(X)                                                                                         \
  X(movi)                                                                                                            \
  X(mov)                                                                                                             \
  X(add)                                                                                                             \
  X(addi)                                                                                                            \
  X(sub)                                                                                                             \
  X(rsbi)                                                                                                            \
  X(and_)                                                                                                            \
  X(orr)                                                                                                             \
  X(eor)                                                                                                             \
  X(bic)                                                                                                             \
  X(mvn) X(mul) X(adc) X(sbc) X(lsli) X(lsri) X(asri) X(lsl) X(lsr) X(asr) X(ror) X(movi_s) X(mov_s) X(add_s)        \
      X(addi_s) X(sub_s) X(subi_s) X(rsbi_s) X(and_s) X(orr_s) X(eor_s) X(bic_s) X(mvn_s) X(mul_s) X(adc_s) X(sbc_s) \
          X(lsli_s) X(lsri_s) X(asri_s) X(lsl_s) X(lsr_s) X(asr_s) X(ror_s) X(cmp) X(cmpi) X(cmn) X(tst) X(sxtb)     \
              X(sxth) X(uxtb) X(uxth) X(rev) X(rev16) X(revsh) X(andi) X(addx) X(subx) X(ubfx) X(funnel) X(left)     \
                  X(moveqz) X(movnez) X(movltz) X(movgez) X(smin) X(smax) X(umin) X(umax) X(abs) X(umulh) X(smulh)   \
                      X(mul16u) X(mul16s) X(nsa) X(clz) X(link) X(nop) X(way)
// Memory. Loads extend to 32 bits: u zero, s sign. Addresses that are not multiples of the width go the slow way.
//   window: imm fours beyond the first are to be named; where a frame is in the way, the guest faults · enter: window
// forward by the increment, d = a - imm, d in the new one
//   unwind: back by imm fours, where the guest came from; it faults if that is not the next frame below
//   help: the guest's own. Like accesses these may fault or ask for attention.
#define VIVARIUM_IR_MEMORY(X)                                                                                    \
  X(ldr)                                                                                                         \
  X(ldrh)                                                                                                        \
  X(ldrb)                                                                                                        \
  X(ldrsh)                                                                                                       \
  X(ldrsb)                                                                                                       \
  X(ldr_x)                                                                                                       \
  X(ldrh_x)                                                                                                      \
  X(ldrb_x)                                                                                                      \
  X(ldrsh_x) X(ldrsb_x) X(str) X(strh) X(strb) X(str_x) X(strh_x) X(strb_x) X(window) X(enter) X(unwind) X(help) \
      X(push) X(pop) X(ldm) X(stm)
// The end of a block; an Exit follows the operation.
//   jump: to exit.taken · jump_reg: to the address in a (bit 0: the guest's business) · call: d = imm, then jump
//   pop_jump: pop the registers in imm, then the program counter · system: the guest's own, imm is the instruction
//   go: to the address in a, as it is · call_go: d = imm, then go · call_window: link, then jump
//   call_go_window: link, then go · leave: window back by bits 31:30 of a, to the rest of a in the quarter of imm's
//   bits 31:30; where that frame is not there, system · loop_end: if b is imm and a not 0, one less in a and to the
//   address in d (exit.taken, as long as it is the same)
#define VIVARIUM_IR_ENDS(X)                                                                                           \
  X(jump)                                                                                                             \
  X(jump_reg) X(jump_mov) X(call) X(call_reg) X(pop_jump) X(system) X(go) X(call_go) X(call_window) X(call_go_window) \
      X(leave) X(loop_end)
// Conditional ends: on the flags as they are; compare a with imm, or a with b (setting flags; tst, tsti: their bitwise
// and), then on the result.
#define VIVARIUM_IR_BRANCHES(X, prefix) \
  X(prefix##_eq)                        \
  X(prefix##_ne)                        \
  X(prefix##_cs)                        \
  X(prefix##_cc)                        \
  X(prefix##_mi)                        \
  X(prefix##_pl)                        \
  X(prefix##_vs)                        \
  X(prefix##_vc) X(prefix##_hi) X(prefix##_ls) X(prefix##_ge) X(prefix##_lt) X(prefix##_gt) X(prefix##_le)
#define VIVARIUM_IR_EVERY(X)           \
  VIVARIUM_IR_PLAIN(X)                 \
  VIVARIUM_IR_MEMORY(X)                \
  VIVARIUM_IR_ENDS(X)                  \
  VIVARIUM_IR_BRANCHES(X, branch)      \
  VIVARIUM_IR_BRANCHES(X, cmpi_branch) \
  VIVARIUM_IR_BRANCHES(X, cmp_branch) VIVARIUM_IR_BRANCHES(X, tst_branch) VIVARIUM_IR_BRANCHES(X, tsti_branch)

enum class Code : u16 {
#define X(name) name,
  VIVARIUM_IR_EVERY(X)
#undef X
      count
};
std::string_view name_of(Code);

enum class Condition : u8 { eq, ne, cs, cc, mi, pl, vs, vc, hi, ls, ge, lt, gt, le };

struct Op {
  Code code{};
  u8 d = 0, a = 0, b = 0;
  u16 cycles = 0;  // from the block's start to its guest instruction's
  u32 imm = 0;
  u32 pc = 0;  // where that instruction is
};

// The same for the interpreter's inner loop: only what it wants at every step.
struct Step {
  const void* handler = nullptr;
  u8 d = 0, a = 0, b = 0;
  u8 index = 0;  // which of its block's steps this is
  u32 imm = 0;
};
static_assert(sizeof(Step) == 16);

struct Block;

// A word in cached memory that an instruction of a block is fetched from, or its literal (emulator/cached_memory.hpp).
// None for a word that the instruction before has just looked up.
struct Touch {
  Touch* next = nullptr;  // of other blocks that count on the same word
  Block* block = nullptr;
  const void* handler = nullptr;  // of the step that looks it up, behind that
  u32 address = 0;
  u8 op = 0;          // the first operation of the instruction, before optimisation
  bool sure = false;  // the word is held, and the block will be told when it is not any more
};

// Where an end leads, in the place of the two steps after it.
struct Exit {
  Block** taken = nullptr;  // the block-cache slots of the two ways on
  Block** fall = nullptr;
  i64 taken_cycles = 0, fall_cycles = 0;  // from the block's start
};
static_assert(sizeof(Exit) == 2 * sizeof(Step));

// The same for a conditional end in the middle of a block, in the place of the step after it.
struct Way {
  Block** to = nullptr;
  u32 pc = 0, cycles = 0;
};
static_assert(sizeof(Way) == sizeof(Step));

struct Range {
  u32 from = 0, to = 0;  // guest addresses
};

// Guest code in the order in which it is executed, with a way out at its end and perhaps others before. Lives in a
// BlockCache.
struct Block {
  i64 need = 0;  // cycles that must be left to enter it directly
  u32 start = 0;
  u32 taken_pc = 0, fall_pc = 0;  // where its Exit leads
  u32 cost = 0;                   // cycles at most
  u32 size = 0;                   // operations, without the Exit
  u16 range_count = 0;
  u16 runs = 0;  // how often it was entered while it was cold
  bool cold = false;
  bool dead = false;
  u8 waits = 0;         // not 0: a loop that may only wait (ir/waiting.hpp), to be looked at so often yet
  u16 touch_count = 0;  // in order of execution, or one for each word if the block has to know whether all are held
  u32 unsure = 0;       // how many of them may not be held: then nobody may enter the block
  Touch* touches = nullptr;
  i64* entry_cost = nullptr;  // for a compiler: what entering costs, where its code finds it
  const Op* ops = nullptr;    // as many as steps, for whoever wants to know more of one
  alignas(16) Step steps[];

  static const Block* of(const Step* step) {
    return reinterpret_cast<const Block*>(reinterpret_cast<const char*>(step - step->index) - sizeof(Block));
  }
  std::span<Touch> all_touches() const { return {touches, touch_count}; }
  // What it was translated from: code, and constants that were folded into it.
  std::span<const Range> ranges() const { return {reinterpret_cast<const Range*>(ops + size), range_count}; }
};

inline const Exit& exit_of(const Block& b) { return *reinterpret_cast<const Exit*>(b.steps + b.size); }
// What a block costs at most, with all that it touches held.
inline i64 cost_of(const Block& b) { return b.cost; }

}  // namespace cpu::ir
