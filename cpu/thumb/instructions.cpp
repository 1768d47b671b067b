// ARMv6-M, all of it. Arm DDI 0419E, chapter A5 (encodings) and A6.7 (instructions), in the manual's order.
// Letters: d n m t registers, i immediate, c condition, r register list, s j k h system fields.
#include <vector>

#include "cpu/thumb/translator.hpp"

namespace cpu::thumb {

namespace {

using T = Translator;
using enum ir::Code;

template <Pattern P, auto H>
consteval auto op(std::string_view name, std::string_view assembly) {
  return instruction<P, H, T>(name, assembly);
}

// clang-format off
constexpr std::array table{
    // A5.2.1 Shift (immediate), add, subtract, move, and compare
    op<"000 00 iiiii mmm ddd",    &T::lsls_imm>("LSL (immediate)", "lsls {d}, {m}, {i}"),
    op<"000 00 00000 mmm ddd",    &T::d_m<mov_s>>("MOV (register) T2", "movs {d}, {m}"),
    op<"000 01 iiiii mmm ddd",    &T::lsrs_imm>("LSR (immediate)", "lsrs {d}, {m}, {i:shift}"),
    op<"000 10 iiiii mmm ddd",    &T::asrs_imm>("ASR (immediate)", "asrs {d}, {m}, {i:shift}"),
    op<"000 11 0 0 mmm nnn ddd",  &T::adds_reg>("ADD (register) T1", "adds {d}, {n}, {m}"),
    op<"000 11 0 1 mmm nnn ddd",  &T::subs_reg>("SUB (register)", "subs {d}, {n}, {m}"),
    op<"000 11 1 0 iii nnn ddd",  &T::adds_imm3>("ADD (immediate) T1", "adds {d}, {n}, {i}"),
    op<"000 11 1 1 iii nnn ddd",  &T::subs_imm3>("SUB (immediate) T1", "subs {d}, {n}, {i}"),
    op<"001 00 ddd iiiiiiii",     &T::movs_imm>("MOV (immediate)", "movs {d}, {i}"),
    op<"001 01 nnn iiiiiiii",     &T::cmp_imm>("CMP (immediate)", "cmp {n}, {i}"),
    op<"001 10 ddd iiiiiiii",     &T::adds_imm8>("ADD (immediate) T2", "adds {d}, {i}"),
    op<"001 11 ddd iiiiiiii",     &T::subs_imm8>("SUB (immediate) T2", "subs {d}, {i}"),

    // A5.2.2 Data processing
    op<"010000 0000 mmm ddd",     &T::dn_dn_m<and_s>>("AND (register)", "ands {d}, {m}"),
    op<"010000 0001 mmm ddd",     &T::dn_dn_m<eor_s>>("EOR (register)", "eors {d}, {m}"),
    op<"010000 0010 mmm ddd",     &T::dn_dn_m<lsl_s>>("LSL (register)", "lsls {d}, {m}"),
    op<"010000 0011 mmm ddd",     &T::dn_dn_m<lsr_s>>("LSR (register)", "lsrs {d}, {m}"),
    op<"010000 0100 mmm ddd",     &T::dn_dn_m<asr_s>>("ASR (register)", "asrs {d}, {m}"),
    op<"010000 0101 mmm ddd",     &T::dn_dn_m<adc_s>>("ADC (register)", "adcs {d}, {m}"),
    op<"010000 0110 mmm ddd",     &T::dn_dn_m<sbc_s>>("SBC (register)", "sbcs {d}, {m}"),
    op<"010000 0111 mmm ddd",     &T::dn_dn_m<ror_s>>("ROR (register)", "rors {d}, {m}"),
    op<"010000 1000 mmm nnn",     &T::n_m<tst>>("TST (register)", "tst {n}, {m}"),
    op<"010000 1001 nnn ddd",     &T::rsbs>("RSB (immediate)", "rsbs {d}, {n}, #0"),
    op<"010000 1010 mmm nnn",     &T::n_m<cmp>>("CMP (register) T1", "cmp {n}, {m}"),
    op<"010000 1011 mmm nnn",     &T::n_m<cmn>>("CMN (register)", "cmn {n}, {m}"),
    op<"010000 1100 mmm ddd",     &T::dn_dn_m<orr_s>>("ORR (register)", "orrs {d}, {m}"),
    op<"010000 1101 nnn ddd",     &T::muls>("MUL", "muls {d}, {n}"),
    op<"010000 1110 mmm ddd",     &T::dn_dn_m<bic_s>>("BIC (register)", "bics {d}, {m}"),
    op<"010000 1111 mmm ddd",     &T::d_m<mvn_s>>("MVN (register)", "mvns {d}, {m}"),

    // A5.2.3 Special data instructions and branch and exchange
    op<"010001 00 d mmmm ddd",    &T::add_high>("ADD (register) T2", "add {d}, {m}"),
    op<"010001 01 n mmmm nnn",    &T::cmp_high>("CMP (register) T2", "cmp {n}, {m}"),
    op<"010001 10 d mmmm ddd",    &T::mov_high>("MOV (register) T1", "mov {d}, {m}"),
    op<"010001 11 0 mmmm ---",    &T::bx>("BX", "bx {m}"),
    op<"010001 11 1 mmmm ---",    &T::blx>("BLX (register)", "blx {m}"),

    // A5.2.4 Load/store single data item
    op<"01001 ttt iiiiiiii",      &T::ldr_literal>("LDR (literal)", "ldr {t}, {i:literal}"),
    op<"0101 000 mmm nnn ttt",    &T::store_reg<str_x>>("STR (register)", "str {t}, [{n}, {m}]"),
    op<"0101 001 mmm nnn ttt",    &T::store_reg<strh_x>>("STRH (register)", "strh {t}, [{n}, {m}]"),
    op<"0101 010 mmm nnn ttt",    &T::store_reg<strb_x>>("STRB (register)", "strb {t}, [{n}, {m}]"),
    op<"0101 011 mmm nnn ttt",    &T::load_reg<ldrsb_x>>("LDRSB (register)", "ldrsb {t}, [{n}, {m}]"),
    op<"0101 100 mmm nnn ttt",    &T::load_reg<ldr_x>>("LDR (register)", "ldr {t}, [{n}, {m}]"),
    op<"0101 101 mmm nnn ttt",    &T::load_reg<ldrh_x>>("LDRH (register)", "ldrh {t}, [{n}, {m}]"),
    op<"0101 110 mmm nnn ttt",    &T::load_reg<ldrb_x>>("LDRB (register)", "ldrb {t}, [{n}, {m}]"),
    op<"0101 111 mmm nnn ttt",    &T::load_reg<ldrsh_x>>("LDRSH (register)", "ldrsh {t}, [{n}, {m}]"),
    op<"0110 0 iiiii nnn ttt",    &T::store_imm<str, 4>>("STR (immediate) T1", "str {t}, [{n}, {i*4}]"),
    op<"0110 1 iiiii nnn ttt",    &T::load_imm<ldr, 4>>("LDR (immediate) T1", "ldr {t}, [{n}, {i*4}]"),
    op<"0111 0 iiiii nnn ttt",    &T::store_imm<strb, 1>>("STRB (immediate)", "strb {t}, [{n}, {i}]"),
    op<"0111 1 iiiii nnn ttt",    &T::load_imm<ldrb, 1>>("LDRB (immediate)", "ldrb {t}, [{n}, {i}]"),
    op<"1000 0 iiiii nnn ttt",    &T::store_imm<strh, 2>>("STRH (immediate)", "strh {t}, [{n}, {i*2}]"),
    op<"1000 1 iiiii nnn ttt",    &T::load_imm<ldrh, 2>>("LDRH (immediate)", "ldrh {t}, [{n}, {i*2}]"),
    op<"1001 0 ttt iiiiiiii",     &T::str_sp>("STR (immediate) T2", "str {t}, [sp, {i*4}]"),
    op<"1001 1 ttt iiiiiiii",     &T::ldr_sp>("LDR (immediate) T2", "ldr {t}, [sp, {i*4}]"),

    op<"10100 ddd iiiiiiii",      &T::adr>("ADR", "adr {d}, {i:literal}"),
    op<"10101 ddd iiiiiiii",      &T::add_sp>("ADD (SP plus immediate) T1", "add {d}, sp, {i*4}"),

    // A5.2.5 Miscellaneous 16-bit instructions
    op<"1011 0000 0 iiiiiii",     &T::add_sp_sp>("ADD (SP plus immediate) T2", "add sp, {i*4}"),
    op<"1011 0000 1 iiiiiii",     &T::sub_sp_sp>("SUB (SP minus immediate)", "sub sp, {i*4}"),
    op<"1011 0010 00 mmm ddd",    &T::d_m<sxth>>("SXTH", "sxth {d}, {m}"),
    op<"1011 0010 01 mmm ddd",    &T::d_m<sxtb>>("SXTB", "sxtb {d}, {m}"),
    op<"1011 0010 10 mmm ddd",    &T::d_m<uxth>>("UXTH", "uxth {d}, {m}"),
    op<"1011 0010 11 mmm ddd",    &T::d_m<uxtb>>("UXTB", "uxtb {d}, {m}"),
    op<"1011 010 m rrrrrrrr",     &T::push>("PUSH", "push {r:lr}"),
    op<"1011 0110 011 i 0010",    &T::cps>("CPS", "cps{i:cps}"),
    op<"1011 1010 00 mmm ddd",    &T::d_m<rev>>("REV", "rev {d}, {m}"),
    op<"1011 1010 01 mmm ddd",    &T::d_m<rev16>>("REV16", "rev16 {d}, {m}"),
    op<"1011 1010 11 mmm ddd",    &T::d_m<revsh>>("REVSH", "revsh {d}, {m}"),
    op<"1011 110 p rrrrrrrr",     &T::pop>("POP", "pop {r:pc}"),
    op<"1011 1110 iiiiiiii",      &T::bkpt>("BKPT", "bkpt {i}"),
    op<"1011 1111 iiii 0000",     &T::hint>("NOP-compatible hint", "hint {i}"),
    op<"1011 1111 0000 0000",     &T::nop>("NOP", "nop"),
    op<"1011 1111 0001 0000",     &T::nop>("YIELD", "yield"),
    op<"1011 1111 0010 0000",     &T::system>("WFE", "wfe"),
    op<"1011 1111 0011 0000",     &T::system>("WFI", "wfi"),
    op<"1011 1111 0100 0000",     &T::system>("SEV", "sev"),

    op<"11000 nnn rrrrrrrr",      &T::stm>("STM", "stmia {n}!, {r}"),
    op<"11001 nnn rrrrrrrr",      &T::ldm>("LDM", "ldmia {n:writeback}, {r}"),

    // A5.2.6 Conditional branch, and supervisor call
    op<"1101 cccc iiiiiiii",      &T::b_cond>("B T1", "b{c} {i:branch}"),
    op<"1101 1110 iiiiiiii",      &T::udf>("UDF", "udf {i}"),
    op<"1101 1111 iiiiiiii",      &T::svc>("SVC", "svc {i}"),
    op<"11100 iiiiiiiiiii",       &T::b>("B T2", "b {i:branch}"),

    // A5.3 32-bit instructions
    op<"11110 s iiiiiiiiii 11 j 1 k hhhhhhhhhhh", &T::bl>("BL", "bl {i:call}"),
    op<"11110 0 1110 0 - nnnn 10 - 0 ---- iiiiiiii", &T::system_status>("MSR (register)", "msr {i:special}, {n}"),
    op<"11110 0 1111 1 - ---- 10 - 0 dddd iiiiiiii", &T::system_status>("MRS", "mrs {d}, {i:special}"),
    op<"11110 0 1110 11 ---- 10 - 0 ---- 0100 iiii", &T::barrier>("DSB", "dsb {i:barrier}"),
    op<"11110 0 1110 11 ---- 10 - 0 ---- 0101 iiii", &T::barrier>("DMB", "dmb {i:barrier}"),
    op<"11110 0 1110 11 ---- 10 - 0 ---- 0110 iiii", &T::barrier>("ISB", "isb {i:barrier}"),
    op<"11110 111 1111 iiii 1010 jjjjjjjjjjjj",      &T::udf_w>("UDF.W", "udf.w {i:udf}"),
};
// clang-format on
static_assert(unambiguous(table));

// For each halfword the row that describes it, most specific first; -1 where undefined.
std::vector<std::int8_t> index_halfwords() {
  std::vector<std::int8_t> rows(65536, -1);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Encoding& e = table[i].encoding;
    if (e.width != 16) continue;
    const u32 open = ~e.mask & 0xffff;
    u32 bits = 0;
    do {  // every value of the open bits
      std::int8_t& row = rows[e.match | bits];
      if (row < 0 || e.refines(table[static_cast<std::size_t>(row)].encoding)) row = static_cast<std::int8_t>(i);
      bits = (bits - open) & open;
    } while (bits);
  }
  return rows;
}

}  // namespace

std::span<const Instruction<Translator>> instructions() { return table; }

const Instruction<Translator>* find_instruction(u32 word, unsigned bytes) {
  static const std::vector<std::int8_t> rows = index_halfwords();
  if (bytes == 2) {
    const int row = rows[word & 0xffff];
    return row < 0 ? nullptr : &table[static_cast<std::size_t>(row)];
  }
  const Instruction<Translator>* best = nullptr;
  for (const auto& row : table)
    if (row.encoding.width == 32 && row.encoding.matches(word) && (!best || row.encoding.refines(best->encoding)))
      best = &row;
  return best;
}

}  // namespace cpu::thumb
