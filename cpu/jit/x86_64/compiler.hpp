#pragma once
// One block of operations to host code. A block's cost is taken off the budget where it is entered, and corrected where
// it is left by the cheaper way. What happens seldom lies behind the block, out of the way.
#include <vector>

#include "cpu/jit/access.hpp"
#include "cpu/jit/flag_plan.hpp"
#include "cpu/jit/x86_64/assembly.hpp"
#include "cpu/jit/x86_64/stubs.hpp"

namespace cpu::jit {

class Compiler {
 public:
  // `place`: of the bus's window, which goes into the code. `has_code`: some of the RAM there is code; then stores look
  // at each line.
  Compiler(CodeCache& cache, const Stubs& stubs, WindowPlace place, bool has_code)
      : assembly_(cache),
        exits_(assembly_),
        a(assembly_.a),
        cache_(cache),
        stubs_(stubs),
        place_(place),
        has_code_(has_code) {}

  // Whether it can compile all of the block's operations; else the interpreter executes it.
  static bool knows(const ir::Block&);
  // Its code is entered in the cache. Throws std::length_error if there is no room.
  void compile(ir::Block&);

 private:
  using Id = x86::Inst::Id;
  struct Cold {  // an access that is not in the window
    asmjit::Label entry, found, done;
    const ir::Step* step;
    bool writing;
    unsigned log2;   // of the width
    unsigned words;  // of several registers, else 0
    bool indexed;
  };

  struct Side {  // a way out in the middle
    asmjit::Label entry;
    u32 op;
  };

  // --- operands ---
  Gp in(unsigned reg, const Gp& scratch_register);      // the register's value, perhaps in scratch_register
  void move(const Gp& to, unsigned reg);                // to = reg
  Gp target(unsigned reg, const Gp& scratch_register);  // where to compute what put() stores
  void put(unsigned reg, const Gp& from);
  void with(Id, const Gp& to, unsigned reg);  // to op= reg

  // --- arithmetic.cpp ---
  bool arithmetic(const ir::Step&, ir::Code, u8 live);
  bool with_flags(const ir::Step&, ir::Code, u8 live);
  bool extension(const ir::Step&, ir::Code);
  void binary(const ir::Step&, Id, bool commutes, u8 live);
  void add_sub(const ir::Step&, Id, bool keeps, u8 live);
  void subtract_from(const ir::Step&, u8 live);
  void complement(const ir::Step&, Id, u8 live);
  void carry(const ir::Step&, bool inverted, u8 live);
  void nz(const Gp& result, u8 live);
  void cv(x86::CondCode carry_if, u8 live);
  // --- shifts.cpp ---
  bool shift(const ir::Step&, ir::Code, u8 live);
  void shift_by(const ir::Step&, Id, unsigned amount, u8 live);
  void shift_by_register(const ir::Step&, Id);
  void shift_setting(const ir::Step&, ir::Code, u8 live);
  // --- accesses.cpp ---
  bool access(const ir::Step&, ir::Code);
  void load(const ir::Step&, unsigned log2, bool is_signed, bool indexed);
  void store(const ir::Step&, unsigned log2, bool indexed);
  void several(const ir::Step&, ir::Code);
  void address(const ir::Step&, bool indexed, const Gp& to, u32 minus);
  Cold& checked(const ir::Step&, bool writing, unsigned log2, bool indexed);
  void check_lines(unsigned log2, unsigned width, const asmjit::Label& otherwise);
  void write_cold(const Cold&);
  // --- debts.cpp ---
  void pay_debts(u32 site);
  void pay(const ir::Step&, ir::Code, u8 flags);
  void work_out(const ir::Step&, ir::Code);
  // --- ends.cpp ---
  void end(const ir::Step&, ir::Code, u8 live);
  void conditional(const ir::Step&, ir::Code, u8 live);
  void side_exit(const ir::Step&, ir::Code, u8 live);
  void write_side(const Side&);
  void branch(ir::Condition);
  void branch_on_context(ir::Condition);
  void branch_if(x86::CondCode);
  void compare_and_branch(const ir::Step&, bool immediate, ir::Condition, u8 live);
  void test_and_branch(const ir::Step&, ir::Condition, u8 live);
  void exit(bool taken);
  void exit_to(u32 pc, i64 cycles);
  void spend(i64 cycles);
  void jump_register();

  void step(const ir::Step&, ir::Code, u8 live);

  Assembly assembly_;
  Exits exits_;
  x86::Assembler& a;
  CodeCache& cache_;
  const Stubs& stubs_;
  WindowPlace place_;
  bool has_code_;
  const ir::Block* block_ = nullptr;
  const ir::Exit* exit_ = nullptr;
  i64 cost_ = 0;
  FlagPlan flags_;
  const asmjit::Label* side_ = nullptr;  // where the conditional end that is being compiled leaves the block
  u32 at_ = 0;                           // the operation that is being compiled
  std::vector<Cold> cold_;
  std::vector<Side> sides_;
};

}  // namespace cpu::jit
