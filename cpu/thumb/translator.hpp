#pragma once
// Thumb instructions to IR: one method per kind of instruction, called through the table in instructions.cpp.
#include "cpu/decode.hpp"
#include "cpu/ir/builder.hpp"
#include "cpu/thumb/profile.hpp"
#include "emulator/bus.hpp"

namespace cpu::thumb {

enum class Reg : u32 { sp = 13, lr = 14, pc = 15 };

class Translator {
 public:
  Translator(ir::Builder& builder, const Bus& bus, const Profile& profile)
      : b_(builder), bus_(bus), t_(profile.timing) {}

  // One instruction at pc. `word` is the halfword, or both with the first on top.
  void instruction(u32 pc, u32 word, unsigned bytes);
  // The instruction there can not be executed: its fault is the guest's to raise.
  void system_at(u32 pc, u32 word, unsigned bytes);

  // Shift, add, subtract, move, compare (DDI 0419 A5.2.1)
  void lsls_imm(u32 i, Reg m, Reg d);
  void lsrs_imm(u32 i, Reg m, Reg d);
  void asrs_imm(u32 i, Reg m, Reg d);
  void adds_reg(Reg m, Reg n, Reg d);
  void subs_reg(Reg m, Reg n, Reg d);
  void adds_imm3(u32 i, Reg n, Reg d);
  void subs_imm3(u32 i, Reg n, Reg d);
  void movs_imm(Reg d, u32 i);
  void cmp_imm(Reg n, u32 i);
  void adds_imm8(Reg d, u32 i);
  void subs_imm8(Reg d, u32 i);
  // Data processing (A5.2.2)
  template <ir::Code C>
  void dn_dn_m(Reg m, Reg d) {
    emit(C, d, d, m);
  }
  template <ir::Code C>
  void d_m(Reg m, Reg d) {
    emit(C, d, m, {});
  }
  template <ir::Code C>
  void n_m(Reg m, Reg n) {
    emit(C, {}, n, m);
  }
  void rsbs(Reg n, Reg d);
  void muls(Reg n, Reg d);
  // Special data and branch and exchange (A5.2.3)
  void add_high(Reg d, Reg m);
  void cmp_high(Reg n, Reg m);
  void mov_high(Reg d, Reg m);
  void bx(Reg m);
  void blx(Reg m);
  // Loads and stores (A5.2.4, A6.7)
  void ldr_literal(Reg t, u32 i);
  template <ir::Code C>
  void load_reg(Reg m, Reg n, Reg t) {
    b_.cost(t_.load), emit(C, t, n, m);
  }
  template <ir::Code C>
  void store_reg(Reg m, Reg n, Reg t) {
    b_.cost(t_.store), emit(C, t, n, m);
  }
  template <ir::Code C, u32 Scale>
  void load_imm(u32 i, Reg n, Reg t) {
    b_.cost(t_.load), emit(C, t, n, {}, i * Scale);
  }
  template <ir::Code C, u32 Scale>
  void store_imm(u32 i, Reg n, Reg t) {
    b_.cost(t_.store), emit(C, t, n, {}, i * Scale);
  }
  void ldr_sp(Reg t, u32 i) { load_imm<ir::Code::ldr, 4>(i, Reg::sp, t); }
  void str_sp(Reg t, u32 i) { store_imm<ir::Code::str, 4>(i, Reg::sp, t); }
  void adr(Reg d, u32 i);
  void add_sp(Reg d, u32 i);
  // Miscellaneous (A5.2.5)
  void add_sp_sp(u32 i);
  void sub_sp_sp(u32 i);
  void push(u32 lr, u32 list);
  void pop(u32 pc, u32 list);
  void stm(Reg n, u32 list);
  void ldm(Reg n, u32 list);
  void hint(u32 kind);
  void nop();
  void system();
  void system_status(u32, u32);
  void cps(u32);
  void barrier(u32);
  void bkpt(u32);
  // Branches (A5.2.6, A5.3)
  void b_cond(u32 condition, u32 offset);
  void b(u32 offset);
  void svc(u32);
  void udf(u32);
  void bl(u32 s, u32 high, u32 j1, u32 j2, u32 low);
  void udf_w(u32, u32);

 private:
  void emit(ir::Code c, Reg d, Reg a, Reg b, u32 imm = 0) {
    b_.emit(c, static_cast<unsigned>(d), static_cast<unsigned>(a), static_cast<unsigned>(b), imm);
  }
  void end_system(unsigned cycles);
  u32 pc() const { return pc_ + 4; }  // as instructions see it

  ir::Builder& b_;
  const Bus& bus_;
  const Timing& t_;
  u32 pc_ = 0;    // of the present instruction
  u32 word_ = 0;  // its bits
};

// The table; `is_wide` halfwords begin a 32-bit instruction.
std::span<const Instruction<Translator>> instructions();
const Instruction<Translator>* find_instruction(u32 word, unsigned bytes);  // null: undefined
constexpr bool is_wide(u32 halfword) { return halfword >= 0xe800; }

// "adds r0, r1, #4"; `at` for branch targets and literals.
std::string disassemble(u32 word, unsigned bytes, u32 at);

}  // namespace cpu::thumb
