#pragma once
// One block of a guest with windowed registers and no flags to host code. As for others a block's cost is taken off the
// budget where it is entered, and corrected where it is left; what happens seldom lies behind the block. Within a block
// registers are held in host registers; what their homes do not know is stored where the block is left, or where the
// guest is asked.
#include <vector>

#include "cpu/jit/x86_64/assembly.hpp"
#include "cpu/jit/x86_64/windowed/held.hpp"
#include "cpu/jit/x86_64/windowed/stubs.hpp"
#include "cpu/xtensa/core.hpp"
#include "cpu/xtensa/help.hpp"

namespace cpu::jit::windowed {

class Compiler {
 public:
  using Core = xtensa::Core::Places;
  // `core`: where the registers of an Xtensa core are; null: of another guest. `guest`: whose registers that never
  // change go into the code. `ram_base`: where the bus's window begins, likewise. `exact`: code for the last stretch
  // before a deadline, which looks before every instruction whether its time has come.
  Compiler(CodeCache& cache, const Stubs& stubs, ir::Guest& guest, const Core* core, const Bus& bus, u32 ram_base,
           bool exact)
      : assembly_(cache),
        exits_(assembly_),
        a(assembly_.a),
        cache_(cache),
        stubs_(stubs),
        guest_(guest),
        core_(core),
        bus_(bus),
        ram_base_(ram_base),
        exact_(exact),
        held_(a) {}

  // Whether it can compile all of the block's operations; else the interpreter executes it.
  static bool knows(const ir::Block&);
  // Its code is entered in the cache. Throws std::length_error if there is no room.
  void compile(ir::Block&);

 private:
  using Id = x86::Inst::Id;
  using Help = xtensa::Help;
  struct Side {  // a way out in the middle
    asmjit::Label entry;
    Held::Entries held;
    u32 pc;
    i64 cycles;
    bool deadline;  // because time is up
  };
  struct Cold {  // an operation that may have to be made by the guest
    asmjit::Label entry, done;
    const ir::Op* op;
    Held::Entries held;
    Gp result;     // where the register is held that it may have changed
    bool results;  // if there is one
    u8 reg;        // which that is
  };
  struct Access {  // to memory that is not in the bus's window
    asmjit::Label entry;
    const ir::Op* op;
    bool writing;
    unsigned log2;  // of the width
    bool is_signed;
    std::size_t cold;  // which of cold_ is for what is no plain memory
    Gp value, base;
  };
  struct Wrap {  // the window has moved and may have passed an end of the file
    asmjit::Label entry, back;
    bool up;
    unsigned fours;
  };

  void operation(std::size_t index);
  void deadline(const ir::Op&);
  Cold& cold(const ir::Op&);
  Cold& cold_with_result(const ir::Op&);
  void write_cold();
  void write_sides();

  // --- arithmetic.cpp ---
  bool arithmetic(const ir::Op&);
  bool shift(const ir::Op&);
  bool special(const ir::Op&);
  void two(const ir::Op&, Id, bool commutes);
  void add_constant(const ir::Op&);
  void unary(const ir::Op&, Id);
  void constant_shift(const ir::Op&, Id);
  void result(const ir::Op&, const Gp& from);
  void funnel(const ir::Op&);
  void shift_by_register(const ir::Op&, Id);
  void move_if(const ir::Op&, x86::CondCode);
  void choose(const ir::Op&, x86::CondCode);
  void high_product(const ir::Op&, bool is_signed);
  void short_product(const ir::Op&, bool is_signed);
  void leading(const ir::Op&, bool is_signed);
  // --- accesses.cpp ---
  bool access(const ir::Op&);
  void load(const ir::Op&, unsigned log2, bool is_signed);
  void store(const ir::Op&, unsigned log2);
  void address(const ir::Op&, const Gp& to, u32 minus);
  void in_window(const ir::Op&, bool writing, unsigned log2, const asmjit::Label& otherwise);
  void by_page(bool writing, unsigned log2, const asmjit::Label& otherwise);
  void write_accesses();
  // --- helps.cpp ---
  void help(const ir::Op&);
  void divide(const ir::Op&, bool is_signed, bool remainder);
  u32 constant(const ir::Op&);
  // --- specials.cpp ---
  bool special_register(const ir::Op&);
  bool read_special(const ir::Op&, u32 number);
  bool write_special(const ir::Op&, u32 number);
  bool user_register(const ir::Op&);
  void ccount(const ir::Op&);
  bool interrupt_level(const ir::Op&);
  Mem place(const u32*) const;
  // --- floating.cpp ---
  bool floating(const ir::Op&);
  bool moves_float(const ir::Op&);
  bool float_arithmetic(const ir::Op&);
  bool divides_float(const ir::Op&);
  void fused(const ir::Op&);
  bool compares_floats(const ir::Op&);
  bool converts(const ir::Op&);
  bool float_access(const ir::Op&);
  Cold& float_cold(const ir::Op&);
  void plain_mode(const Cold&);
  void float_result(const ir::Op&, const Cold&);
  Mem f(unsigned number) const { return place(core_->f + number); }
  // --- rotation.cpp ---
  bool rotation(const ir::Op&);
  void check(const ir::Op&);
  void link(const ir::Op&);
  void enter(const ir::Op&);
  void unwind(const ir::Op&);
  void back(unsigned fours, const asmjit::Label& otherwise);
  void write_wraps();
  // --- ends.cpp ---
  void end(const ir::Op&);
  x86::CondCode compare(const ir::Op&);
  void branch(const ir::Op&);
  void exit(bool taken);
  void spend(i64 cycles);
  void jump_register();
  void leave_window(const ir::Op&);
  void system(const ir::Op&);
  static bool goes_on_behind(u32 word);
  void loop_end(const ir::Op&);

  Assembly assembly_;
  Exits exits_;
  x86::Assembler& a;
  CodeCache& cache_;
  const Stubs& stubs_;
  ir::Guest& guest_;
  const Core* core_;
  const Bus& bus_;
  u32 ram_base_;
  bool exact_;
  Held held_;
  const ir::Block* block_ = nullptr;
  i64 cost_ = 0;
  u32 room_ = 0;       // fours that are known to be free above the frame
  u32 increment_ = 0;  // of the call just made, 0: not known
  std::vector<Side> sides_;
  std::vector<Cold> cold_;
  std::vector<Access> accesses_;
  std::vector<Wrap> wraps_;
};

}  // namespace cpu::jit::windowed
