#pragma once
// Collects the operations of one block, then simplifies them without changing what they do.
#include <algorithm>
#include <vector>

#include "cpu/ir/op.hpp"

namespace cpu::ir {

class Builder {
 public:
  explicit Builder(u32 start) : start_(start), next_(start) {}

  // A guest instruction begins at pc; what is emitted next belongs to it. `unit`: bytes per step of Op::at.
  void instruction(u32 pc, unsigned bytes, unsigned cycles);
  void emit(Code code, unsigned d = 0, unsigned a = 0, unsigned b = 0, u32 imm = 0);
  void cost(unsigned cycles) { cost_ = cycles; }  // corrects the present instruction's
  // The block ends. taken: where a direct end leads; `taken_cycles` of the last instruction if it jumps.
  void end(Code code, unsigned d, unsigned a, u32 imm, u32 taken_pc, unsigned taken_cycles);
  void fold(u32 address, u32 size);  // a constant from memory went into the block
  void touch(u32 address);           // a word of cached memory that the present instruction needs

  bool ended() const { return ended_; }
  u32 start() const { return start_; }
  u32 next() const { return next_; }  // address after the last instruction
  unsigned size() const { return static_cast<unsigned>(ops_.size()); }

  // Drops flag results nobody can see, and joins a comparison with the branch behind it.
  void optimise();
  const std::vector<Op>& ops() const { return ops_; }
  u32 taken_pc() const { return taken_pc_; }
  u32 fall_pc() const { return fall_pc_; }
  unsigned taken_cycles() const { return taken_cycles_; }  // from the block's start
  unsigned fall_cycles() const { return fall_cycles_; }
  unsigned most_cycles() const { return std::max(taken_cycles_, fall_cycles_); }
  const std::vector<Touch>& touches() const { return touches_; }
  u32 data_start() const { return data_start_; }
  u32 data_end() const { return data_end_; }

 private:
  void drop_dead_flags();
  void drop_nops();
  void join_compare_and_branch();

  u32 start_, next_;
  unsigned cycles_ = 0;  // up to the present instruction
  unsigned cost_ = 0;    // of it
  u8 at_ = 0;
  bool ended_ = false;
  std::vector<Op> ops_;
  std::vector<Touch> touches_;
  static constexpr u32 no_word = 1;
  u32 looked_up_ = no_word;  // just now, so that it is held for the next instruction
  u32 taken_pc_ = 0, fall_pc_ = 0;
  unsigned taken_cycles_ = 0, fall_cycles_ = 0;
  u32 data_start_ = 0, data_end_ = 0;
};

}  // namespace cpu::ir
