#pragma once
// Xtensa instructions to IR: one method per kind of instruction, called through the table in instructions.cpp.
#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "cpu/decode.hpp"
#include "cpu/ir/builder.hpp"
#include "cpu/ir/context.hpp"
#include "cpu/xtensa/help.hpp"
#include "cpu/xtensa/profile.hpp"
#include "emulator/bus.hpp"

namespace cpu::xtensa {

// Where IR finds the core's state besides a0 to a15 (Context::window on) and what ir::Context names.
namespace slot {
inline constexpr unsigned sar = 0, lbeg = 1, lend = 2, lcount = 3;
inline constexpr unsigned loop_mask = 4;  // all ones while loops loop: PS.EXCM is clear
inline constexpr unsigned scratch = 5, scratch2 = 7;
inline constexpr unsigned br = 6;  // the booleans
inline constexpr unsigned zero = 8;
inline constexpr unsigned active_end = 14;  // LEND while loops loop, else 0
}  // namespace slot

enum class Ar : u32 {};     // a0 to a15
enum class Other : u32 {};  // f0 to f15, b0 to b15, m0 to m3

// The ends of zero-overhead loops that were ever set up, each with the beginning it was last seen with.
using LoopEnds = std::map<u32, u32>;

class Translator {
 public:
  // `on_loop_end` hears of ends that are new: code that was translated over them is of no use any more. `litbase`: the
  // special register, where literals are.
  Translator(ir::Builder& builder, const Bus& bus, const Config& config, u32 litbase, LoopEnds& ends,
             const std::function<void(u32)>& on_loop_end)
      : b_(builder), bus_(bus), config_(config), litbase_(litbase), loop_ends_(ends), on_loop_end_(on_loop_end) {}

  // One instruction at pc, `word` as it lies in memory, the first byte lowest.
  void instruction(u32 pc, u32 word);
  // What is there can not be executed: the guest says why (System).
  void system_at(u32 pc, u32 what);

  // --- moves, arithmetic, logic ---
  template <ir::Code C, u32 Imm = 0>
  void r_s_t(Ar r, Ar s, Ar t) {
    use(r, s, t);
    emit(C, reg(r), reg(s), reg(t), Imm);
  }
  template <ir::Code C>
  void r_t(Ar r, Ar t) {
    use(r, t);
    emit(C, reg(r), reg(t));
  }
  template <ir::Code C>
  void t_s_plain(Ar s, Ar t) {
    use(s, t);
    emit(C, reg(t), reg(s));
  }
  void or_(Ar r, Ar s, Ar t);
  void mov_n(Ar s, Ar t);
  void movsp(Ar s, Ar t);
  void neg(Ar r, Ar t);
  void movi(u32 low, u32 high, Ar t);
  void movi_n(u32 low, Ar s, u32 high);
  void addi(u32 i, Ar s, Ar t);
  void addmi(u32 i, Ar s, Ar t);
  void addi_n(Ar r, Ar s, u32 i);
  void sext(Ar r, Ar s, u32 i);
  void clamps(Ar r, Ar s, u32 i);
  template <Help H>
  void divide(Ar r, Ar s, Ar t) {
    use(r, s, t);
    cost(config_.timing.divide);
    help(H, reg(r), reg(s), reg(t));
  }
  // --- shifts ---
  void ssr(Ar s);
  void ssl(Ar s);
  void ssa8l(Ar s);
  void ssa8b(Ar s);
  void ssai(u32 low, u32 high);
  void slli(u32 i, Ar r, Ar s);
  void srai(u32 i, Ar r, Ar t);
  void srli(Ar r, u32 i, Ar t);
  void src(Ar r, Ar s, Ar t);
  void srl(Ar r, Ar t);
  void sll(Ar r, Ar s);
  void sra(Ar r, Ar t);
  void extui(u32 n, u32 i, Ar r, Ar t);
  // --- memory ---
  template <ir::Code C, unsigned Shift>
  void load_imm(u32 i, Ar s, Ar t) {
    use(s, t);
    emit(C, reg(t), reg(s), 0, i << Shift);
  }
  template <ir::Code C, unsigned Shift>
  void store_imm(u32 i, Ar s, Ar t) {
    load_imm<C, Shift>(i, s, t);
  }
  void load_acquire(u32 i, Ar s, Ar t) { ordered(Help::l32ai, i, s, t); }
  void store_release(u32 i, Ar s, Ar t) { ordered(Help::s32ri, i, s, t); }
  void s32c1i(u32 i, Ar s, Ar t) { ordered(Help::s32c1i, i, s, t); }
  void l32r(u32 i, Ar t);
  void l32e(u32 i, Ar s, Ar t);
  void s32e(u32 i, Ar s, Ar t);
  void cache(u32, Ar s);
  // --- control ---
  void j(u32 i);
  void jx(Ar s);
  void ret();
  void retw();
  void call0(u32 i);
  void callx0(Ar s);
  template <unsigned N>
  void call(u32 i) {
    call_window(N, i);
  }
  template <unsigned N>
  void callx(Ar s) {
    callx_window(N, s);
  }
  void entry(u32 i, Ar s);
  template <ir::Code C>
  void branch_zero(u32 i, Ar s) {
    use(s);
    branch_if(C, reg(s), 0, 0, sign_extend(i, 12));
  }
  template <ir::Code C>
  void branch_zero_n(u32 low, Ar s, u32 high) {
    use(s);
    branch_if(C, reg(s), 0, 0, high << 4 | low);
  }
  template <ir::Code C>
  void branch_constant(u32 i, u32 n, Ar s) {
    use(s);
    branch_if(C, reg(s), 0, b4const(n), sign_extend(i, 8));
  }
  template <ir::Code C>
  void branch_constant_u(u32 i, u32 n, Ar s) {
    use(s);
    branch_if(C, reg(s), 0, b4constu(n), sign_extend(i, 8));
  }
  template <ir::Code C>
  void branch(u32 i, Ar s, Ar t) {
    use(s, t);
    branch_if(C, reg(s), reg(t), 0, sign_extend(i, 8));
  }
  template <ir::Code C>
  void branch_all(u32 i, Ar s, Ar t) {
    use(s, t);
    emit(ir::Code::bic, slot::scratch, reg(t), reg(s));
    branch_if(C, slot::scratch, 0, 0, sign_extend(i, 8));
  }
  template <ir::Code C>
  void branch_bit(u32 i, Ar s, Ar t) {
    use(s, t);
    emit(ir::Code::andi, slot::scratch2, reg(t), 0, 31);
    emit(ir::Code::lsr, slot::scratch, reg(s), slot::scratch2);
    branch_if(C, slot::scratch, 0, 1, sign_extend(i, 8));
  }
  template <ir::Code C>
  void branch_bit_i(u32 i, u32 n, Ar s) {
    use(s);
    branch_if(C, reg(s), 0, 1u << n, sign_extend(i, 8));
  }
  template <ir::Code C>
  void branch_boolean(u32 i, u32 s) {
    branch_if(C, slot::br, 0, 1u << s, sign_extend(i, 8));
  }
  void loop(u32 i, Ar s);
  template <ir::Code C>
  void loop_if(u32 i, Ar s) {
    const u32 end = pc_ + 4 + i;
    loop(i, s);
    branch_to(C, reg(s), 0, 0, end);
  }
  // --- booleans, floating point, MAC16: helps ---
  template <Help H>
  void booleans(u32 s, u32 t) {
    help(H, t, s, 0);
  }
  template <Help H>
  void three_booleans(u32 r, u32 s, u32 t) {
    help(H, r, s, t);
  }
  template <ir::Code C>
  void move_if_boolean(Ar r, Ar s, u32 t) {
    use(r, s);
    emit(ir::Code::andi, slot::scratch, slot::br, 0, 1u << t);
    emit(C, reg(r), reg(s), slot::scratch);
  }
  template <Help H>
  void t_s(Ar s, Ar t) {
    use(s, t);
    help(H, reg(t), reg(s), 0);
  }
  void wer(Ar s, Ar t);
  void tlb_nothing(Ar s);
  template <Help H>
  void write_tlb(Ar s, Ar t) {
    use(s, t);
    help(H, 0, reg(s), reg(t));
  }
  template <Help H>
  void float3(u32 r, u32 s, u32 t) {
    help(H, r, s, t);
  }
  template <Help H>
  void float2(u32 r, u32 s) {
    help(H, r, s, 0);
  }
  template <Help H>
  void from_float(Ar r, u32 s, u32 i) {
    use(r);
    help(H, reg(r), s, 0, i);
  }
  template <Help H>
  void to_float(u32 r, Ar s, u32 i) {
    use(s);
    help(H, r, reg(s), 0, i);
  }
  template <Help H>
  void move_float_if(u32 r, u32 s, Ar t) {
    use(t);
    help(H, r, s, reg(t));
  }
  void const_float(u32 r, u32 i) { help(Help::const_s, r, 0, 0, i); }
  void rfr(Ar r, u32 s);
  void wfr(u32 r, Ar s);
  template <bool Updates>
  void load_float(u32 i, Ar s, u32 t) {
    use(s);
    help(Updates ? Help::lsip : Help::lsi, t, reg(s), 0, i * 4);
  }
  template <bool Updates>
  void store_float(u32 i, Ar s, u32 t) {
    use(s);
    help(Updates ? Help::ssip : Help::ssi, t, reg(s), 0, i * 4);
  }
  template <bool Updates>
  void load_float_x(u32 r, Ar s, Ar t) {
    use(s, t);
    help(Updates ? Help::lsxp : Help::lsx, r, reg(s), reg(t));
  }
  template <bool Updates>
  void store_float_x(u32 r, Ar s, Ar t) {
    use(s, t);
    help(Updates ? Help::ssxp : Help::ssx, r, reg(s), reg(t));
  }
  template <bool Up>
  void mula_dd_load(u32 h, u32 x, u32 w, Ar s, u32 y) {
    use(s);
    help(Help::mac_load, w, reg(s), 0, Mac{2, h, true, true, x, y + 2, true, Up}.packed());
  }
  template <bool Up>
  void mula_da_load(u32 h, u32 x, u32 w, Ar s, Ar t) {
    use(s, t);
    help(Help::mac_load, w, reg(s), reg(t), Mac{2, h, true, false, x, 0, true, Up}.packed());
  }
  template <bool Up>
  void mac_load(u32 w, Ar s) {
    use(s);
    help(Help::mac_load, w, reg(s), 0, Mac{0, 0, false, false, 0, 0, true, Up}.packed());
  }
  void mac_dd(u32 o, u32 h, u32 x, u32 y);
  void mac_ad(u32 o, u32 h, Ar s, u32 y);
  void mac_da(u32 o, u32 h, u32 x, Ar t);
  void mac_aa(u32 o, u32 h, Ar s, Ar t);
  // --- the processor itself ---
  void nop() { emit(ir::Code::nop); }
  void sync() { nop(); }  // accesses happen in order and at once; changed code is seen at the next instruction anyway
  void illegal() { end_system(); }
  void system() { end_system(); }
  void system_i(u32) { end_system(); }
  void simcall() { end_system(); }
  void debug_return() { end_system(); }
  void breakpoint(u32, u32) { end_system(); }
  void breakpoint_n(u32) { end_system(); }
  void rsil(u32, Ar t);
  void rsr(u32 i, Ar t);
  void wsr(u32 i, Ar t);
  void xsr(u32 i, Ar t);
  void rur(Ar r, u32 i);
  void wur(u32 i, Ar t);

 private:
  static u32 sign_extend(u32 value, unsigned bits) {
    return static_cast<u32>(static_cast<i32>(value << (32 - bits)) >> (32 - bits));
  }
  static unsigned reg(Ar a) { return ir::Context::window + static_cast<unsigned>(a); }
  // Registers that the instruction names, in sight by then.
  template <typename... Registers>
  void use(Registers... r) {
    need(std::max({0u, (static_cast<u32>(r) >> 2)...}));
  }
  void need(u32 fours);
  void emit(ir::Code c, unsigned d = 0, unsigned a = 0, unsigned b = 0, u32 imm = 0) { b_.emit(c, d, a, b, imm); }
  void help(Help h, unsigned d, unsigned a, unsigned b, u32 imm = 0) {
    emit(ir::Code::help, d, a, b, static_cast<u32>(h) | imm << 8);
  }
  void cost(unsigned cycles) { b_.cost(cost_ = cycles); }
  void end_system();
  void ordered(Help h, u32 i, Ar s, Ar t) {
    use(s, t);
    help(h, reg(t), reg(s), 0, i * 4);
  }
  u32 call_target(u32 i) const { return (pc_ & ~3u) + (sign_extend(i, 18) << 2) + 4; }
  void call_window(unsigned n, u32 i);
  void callx_window(unsigned n, Ar s);
  void branch_if(ir::Code c, unsigned a, unsigned b, u32 imm, u32 offset) { branch_to(c, a, b, imm, pc_ + 4 + offset); }
  void branch_to(ir::Code, unsigned a, unsigned b, u32 imm, u32 target);
  void mac(Mac, unsigned a, unsigned b);

  ir::Builder& b_;
  const Bus& bus_;
  const Config& config_;
  u32 litbase_;
  LoopEnds& loop_ends_;
  const std::function<void(u32)>& on_loop_end_;
  u32 pc_ = 0;     // of the present instruction
  u32 word_ = 0;   // its bits
  u32 after_ = 0;  // where the next one lies
  unsigned cost_ = 1;
  u32 in_sight_ = 0;  // fours beyond the first that the block has asked for
  bool falls_through_ = true;

 public:
  static u32 b4const(u32 n);
  static u32 b4constu(u32 n);
};

// How many bytes an instruction has, by its first. In doubt: op0 14 and 15 are taken as four bytes, as the ESP32-S3 has
// them; elsewhere nothing begins so.
constexpr unsigned length_of(u32 word) { return (word & 15) < 8 ? 3 : (word & 15) < 14 ? 2 : 4; }

struct Row {
  Instruction<Translator> instruction;
  Option needs;
};
std::span<const Row> rows();
const Row* find_row(u32 word, const Config&);  // null: undefined on such a core

// "add.n a2, a3, a4"; `at` for branch targets and literals.
std::string disassemble(u32 word, u32 at, const Config&);
// The address that an operand names: a literal's, a branch's or call's target, the end of a loop.
std::optional<u32> named_address(u32 word, u32 at, const Config&);
std::string special_register_name(u32 number);
std::string user_register_name(u32 number);

}  // namespace cpu::xtensa
