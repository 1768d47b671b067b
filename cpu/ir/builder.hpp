#pragma once
// Collects the operations of one block, then simplifies them without changing what they do.
#include <functional>
#include <optional>
#include <vector>

#include "cpu/ir/op.hpp"

namespace cpu::ir {

class Builder {
 public:
  // How often the guest was seen to come to an address.
  using Seen = std::function<unsigned(u32 pc)>;
  // With `seen`, a block goes on where the guest usually goes: through jumps, calls and branches.
  explicit Builder(u32 start, Seen seen = {})
      : start_(start), next_(start), range_{start, start}, seen_(std::move(seen)) {}

  // A guest instruction begins at pc; what is emitted next belongs to it.
  void instruction(u32 pc, unsigned bytes, unsigned cycles);
  void emit(Code code, unsigned d = 0, unsigned a = 0, unsigned b = 0, u32 imm = 0);
  void cost(unsigned cycles) { cost_ = cycles; }  // corrects the present instruction's
  // The block ends. taken: where a direct end leads; `taken_cycles` of the last instruction if it jumps.
  void end(Code code, unsigned d, unsigned a, u32 imm, u32 taken_pc, unsigned taken_cycles, unsigned b = 0);
  // Ends whose targets are known: the block ends, or goes on at next(). `cycles` of the instruction if it jumps.
  void jump(u32 target, unsigned cycles);
  void call(unsigned d, u32 link, u32 target, unsigned cycles);  // register d = link
  void branch(Code, u32 target, unsigned cycles, unsigned a = 0, unsigned b = 0, u32 imm = 0);
  // A conditional end whose way on is not the next block's: left to the target if it holds, else what follows goes on.
  void side_exit(Code, u32 target, unsigned cycles, unsigned a, unsigned b, u32 imm);
  void jump_reg(unsigned a, unsigned cycles);  // to the address in a, which a call may have left there
  void go(unsigned a, unsigned cycles);        // the same, but the address is taken as it is
  // Calls and returns of guests with windowed registers: as Code::call_window, enter and leave.
  void call_window(unsigned d, u32 link, u32 target, unsigned cycles);
  void enter(unsigned sp, u32 bytes);
  void leave(unsigned a, u32 imm, unsigned cycles);
  void fold(u32 address, u32 size);  // a constant from memory went into the block
  void touch(u32 address);           // a word of cached memory that the present instruction needs

  bool ended() const { return ended_; }
  bool goes_on() const { return static_cast<bool>(seen_); }
  u32 start() const { return start_; }
  u32 next() const { return next_; }  // where the next instruction is
  unsigned size() const { return static_cast<unsigned>(ops_.size()); }

  // Drops flag results nobody can see, and joins a comparison with the branch behind it.
  void optimise();
  const std::vector<Op>& ops() const { return ops_; }
  u32 taken_pc() const { return taken_pc_; }
  u32 fall_pc() const { return fall_pc_; }
  unsigned taken_cycles() const { return taken_cycles_; }  // from the block's start
  unsigned fall_cycles() const { return fall_cycles_; }
  unsigned most_cycles() const { return most_cycles_; }
  const std::vector<Touch>& touches() const { return touches_; }
  std::vector<Range> ranges() const;  // what it was translated from

 private:
  void drop_dead_flags();
  void drop_nops();
  void join_compare_and_branch();
  bool has_room() const;
  bool leads_on(u32 pc) const;
  void go_on(u32 pc, unsigned cycles);

  u32 start_, next_;
  unsigned cycles_ = 0;  // up to the present instruction
  unsigned cost_ = 0;    // of it
  u32 pc_ = 0;           // of it
  bool ended_ = false;
  std::vector<Op> ops_;
  std::vector<Touch> touches_;
  static constexpr u32 no_word = 1;
  u32 looked_up_ = no_word;  // just now, so that it is held for the next instruction
  u32 taken_pc_ = 0, fall_pc_ = 0;
  unsigned taken_cycles_ = 0, fall_cycles_ = 0, most_cycles_ = 0;
  Range range_;                // of the stretch of code the present instruction belongs to
  std::vector<Range> ranges_;  // those before, and constants
  Seen seen_;
  struct Known {
    unsigned reg;
    u32 value;
  };
  std::optional<Known> known_;                 // what the last call left in a register
  std::vector<std::optional<Known>> callers_;  // the same for the frames that calls were made from
};

}  // namespace cpu::ir
