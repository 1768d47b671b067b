// The instructions of Xtensa cores. Tensilica, "Xtensa ISA Reference Manual" (2010), chapter 7 (encodings, tables 7-183
// to 7-241) and chapter 6 (instructions), in the order of the opcode maps. Bits are drawn little-endian as there, bit
// 23 (or 15) first: op2 op1 r s t op0. Letters: r s t registers of any kind, i immediate, n o fields of it, x y w MAC16
// registers, h which halves.
#include <vector>

#include "cpu/xtensa/translator.hpp"

namespace cpu::xtensa {

namespace {

using T = Translator;
using enum ir::Code;
using O = Option;
using H = Help;

template <Pattern P, auto Handler>
consteval Row op(std::string_view name, std::string_view assembly, Option needs = O::base) {
  return {instruction<P, Handler, T>(name, assembly), needs};
}

// clang-format off
constexpr std::array table{
    // Table 7-186 to 7-191: QRST, RST0, ST0, SNM0
    op<"0000 0000 0000 0000 0000 0000", &T::illegal>("ILL", "ill"),
    op<"0000 0000 0000 ---- 1000 0000", &T::ret>("RET", "ret"),
    op<"0000 0000 0000 ---- 1001 0000", &T::retw>("RETW", "retw", O::windows),
    op<"0000 0000 0000 ssss 1010 0000", &T::jx>("JX", "jx {s}"),
    op<"0000 0000 0000 ssss 1100 0000", &T::callx0>("CALLX0", "callx0 {s}"),
    op<"0000 0000 0000 ssss 1101 0000", &T::callx<1>>("CALLX4", "callx4 {s}", O::windows),
    op<"0000 0000 0000 ssss 1110 0000", &T::callx<2>>("CALLX8", "callx8 {s}", O::windows),
    op<"0000 0000 0000 ssss 1111 0000", &T::callx<3>>("CALLX12", "callx12 {s}", O::windows),
    op<"0000 0000 0001 ssss tttt 0000", &T::movsp>("MOVSP", "movsp {t}, {s}", O::windows),
    op<"0000 0000 0010 0000 0000 0000", &T::sync>("ISYNC", "isync"),
    op<"0000 0000 0010 0000 0001 0000", &T::sync>("RSYNC", "rsync"),
    op<"0000 0000 0010 0000 0010 0000", &T::sync>("ESYNC", "esync"),
    op<"0000 0000 0010 0000 0011 0000", &T::sync>("DSYNC", "dsync"),
    op<"0000 0000 0010 0000 1000 0000", &T::sync>("EXCW", "excw"),
    op<"0000 0000 0010 0000 1100 0000", &T::sync>("MEMW", "memw"),
    op<"0000 0000 0010 0000 1101 0000", &T::sync>("EXTW", "extw"),
    op<"0000 0000 0010 0000 1111 0000", &T::nop>("NOP", "nop"),
    op<"0000 0000 0011 0000 0000 0000", &T::system>("RFE", "rfe"),
    op<"0000 0000 0011 0010 0000 0000", &T::system>("RFDE", "rfde"),
    op<"0000 0000 0011 0100 0000 0000", &T::system>("RFWO", "rfwo", O::windows),
    op<"0000 0000 0011 0101 0000 0000", &T::system>("RFWU", "rfwu", O::windows),
    op<"0000 0000 0011 iiii 0001 0000", &T::system_i>("RFI", "rfi {i}"),
    op<"0000 0000 0100 iiii nnnn 0000", &T::breakpoint>("BREAK", "break {i}, {n}"),
    op<"0000 0000 0101 0000 0000 0000", &T::system>("SYSCALL", "syscall"),
    op<"0000 0000 0101 0001 0000 0000", &T::simcall>("SIMCALL", "simcall"),
    op<"0000 0000 0110 iiii tttt 0000", &T::rsil>("RSIL", "rsil {t}, {i}"),
    op<"0000 0000 0111 iiii 0000 0000", &T::system_i>("WAITI", "waiti {i}"),
    op<"0000 0000 1000 ssss tttt 0000", &T::booleans<H::any4>>("ANY4", "any4 {t:b}, {s:b}", O::booleans),
    op<"0000 0000 1001 ssss tttt 0000", &T::booleans<H::all4>>("ALL4", "all4 {t:b}, {s:b}", O::booleans),
    op<"0000 0000 1010 ssss tttt 0000", &T::booleans<H::any8>>("ANY8", "any8 {t:b}, {s:b}", O::booleans),
    op<"0000 0000 1011 ssss tttt 0000", &T::booleans<H::all8>>("ALL8", "all8 {t:b}, {s:b}", O::booleans),
    op<"0001 0000 rrrr ssss tttt 0000", &T::r_s_t<and_>>("AND", "and {r}, {s}, {t}"),
    op<"0010 0000 rrrr ssss tttt 0000", &T::or_>("OR", "or {r}, {s}, {t}"),
    op<"0011 0000 rrrr ssss tttt 0000", &T::r_s_t<eor>>("XOR", "xor {r}, {s}, {t}"),
    // ST1
    op<"0100 0000 0000 ssss 0000 0000", &T::ssr>("SSR", "ssr {s}"),
    op<"0100 0000 0001 ssss 0000 0000", &T::ssl>("SSL", "ssl {s}"),
    op<"0100 0000 0010 ssss 0000 0000", &T::ssa8l>("SSA8L", "ssa8l {s}"),
    op<"0100 0000 0011 ssss 0000 0000", &T::ssa8b>("SSA8B", "ssa8b {s}"),
    op<"0100 0000 0100 iiii 000n 0000", &T::ssai>("SSAI", "ssai {i:n4}"),
    op<"0100 0000 0110 ssss tttt 0000", &T::t_s<H::rer>>("RER", "rer {t}, {s}", O::external_registers),
    op<"0100 0000 0111 ssss tttt 0000", &T::wer>("WER", "wer {t}, {s}", O::external_registers),
    op<"0100 0000 1000 0000 iiii 0000", &T::system_i>("ROTW", "rotw {i:signed}", O::windows),
    op<"0100 0000 1110 ssss tttt 0000", &T::t_s_plain<nsa>>("NSA", "nsa {t}, {s}", O::nsa),
    op<"0100 0000 1111 ssss tttt 0000", &T::t_s_plain<clz>>("NSAU", "nsau {t}, {s}", O::nsa),
    // TLB: regions of 512 MiB, no translation
    op<"0101 0000 0011 ssss tttt 0000", &T::t_s<H::ritlb0>>("RITLB0", "ritlb0 {t}, {s}"),
    op<"0101 0000 0100 ssss 0000 0000", &T::tlb_nothing>("IITLB", "iitlb {s}"),
    op<"0101 0000 0101 ssss tttt 0000", &T::t_s<H::pitlb>>("PITLB", "pitlb {t}, {s}"),
    op<"0101 0000 0110 ssss tttt 0000", &T::write_tlb<H::witlb>>("WITLB", "witlb {t}, {s}"),
    op<"0101 0000 0111 ssss tttt 0000", &T::t_s<H::ritlb1>>("RITLB1", "ritlb1 {t}, {s}"),
    op<"0101 0000 1011 ssss tttt 0000", &T::t_s<H::rdtlb0>>("RDTLB0", "rdtlb0 {t}, {s}"),
    op<"0101 0000 1100 ssss 0000 0000", &T::tlb_nothing>("IDTLB", "idtlb {s}"),
    op<"0101 0000 1101 ssss tttt 0000", &T::t_s<H::pdtlb>>("PDTLB", "pdtlb {t}, {s}"),
    op<"0101 0000 1110 ssss tttt 0000", &T::write_tlb<H::wdtlb>>("WDTLB", "wdtlb {t}, {s}"),
    op<"0101 0000 1111 ssss tttt 0000", &T::t_s<H::rdtlb1>>("RDTLB1", "rdtlb1 {t}, {s}"),
    // RT0
    op<"0110 0000 rrrr 0000 tttt 0000", &T::neg>("NEG", "neg {r}, {t}"),
    op<"0110 0000 rrrr 0001 tttt 0000", &T::r_t<abs>>("ABS", "abs {r}, {t}"),
    op<"1000 0000 rrrr ssss tttt 0000", &T::r_s_t<add>>("ADD", "add {r}, {s}, {t}"),
    op<"1001 0000 rrrr ssss tttt 0000", &T::r_s_t<addx, 1>>("ADDX2", "addx2 {r}, {s}, {t}"),
    op<"1010 0000 rrrr ssss tttt 0000", &T::r_s_t<addx, 2>>("ADDX4", "addx4 {r}, {s}, {t}"),
    op<"1011 0000 rrrr ssss tttt 0000", &T::r_s_t<addx, 3>>("ADDX8", "addx8 {r}, {s}, {t}"),
    op<"1100 0000 rrrr ssss tttt 0000", &T::r_s_t<sub>>("SUB", "sub {r}, {s}, {t}"),
    op<"1101 0000 rrrr ssss tttt 0000", &T::r_s_t<subx, 1>>("SUBX2", "subx2 {r}, {s}, {t}"),
    op<"1110 0000 rrrr ssss tttt 0000", &T::r_s_t<subx, 2>>("SUBX4", "subx4 {r}, {s}, {t}"),
    op<"1111 0000 rrrr ssss tttt 0000", &T::r_s_t<subx, 3>>("SUBX8", "subx8 {r}, {s}, {t}"),

    // RST1
    op<"000i 0001 rrrr ssss iiii 0000", &T::slli>("SLLI", "slli {r}, {s}, {i:32-}"),
    op<"001i 0001 rrrr iiii tttt 0000", &T::srai>("SRAI", "srai {r}, {t}, {i}"),
    op<"0100 0001 rrrr iiii tttt 0000", &T::srli>("SRLI", "srli {r}, {t}, {i}"),
    op<"0110 0001 iiii iiii tttt 0000", &T::xsr>("XSR", "xsr.{i:sr} {t}"),
    op<"1000 0001 rrrr ssss tttt 0000", &T::src>("SRC", "src {r}, {s}, {t}"),
    op<"1001 0001 rrrr 0000 tttt 0000", &T::srl>("SRL", "srl {r}, {t}"),
    op<"1010 0001 rrrr ssss 0000 0000", &T::sll>("SLL", "sll {r}, {s}"),
    op<"1011 0001 rrrr 0000 tttt 0000", &T::sra>("SRA", "sra {r}, {t}"),
    op<"1100 0001 rrrr ssss tttt 0000", &T::r_s_t<mul16u>>("MUL16U", "mul16u {r}, {s}, {t}", O::mul16),
    op<"1101 0001 rrrr ssss tttt 0000", &T::r_s_t<mul16s>>("MUL16S", "mul16s {r}, {s}, {t}", O::mul16),
    op<"1111 0001 1110 ---- 0000 0000", &T::debug_return>("RFDO", "rfdo"),
    op<"1111 0001 1110 ---- 0001 0000", &T::debug_return>("RFDD", "rfdd"),

    // RST2
    op<"0000 0010 rrrr ssss tttt 0000", &T::three_booleans<H::andb>>("ANDB", "andb {r:b}, {s:b}, {t:b}", O::booleans),
    op<"0001 0010 rrrr ssss tttt 0000", &T::three_booleans<H::andbc>>("ANDBC", "andbc {r:b}, {s:b}, {t:b}", O::booleans),
    op<"0010 0010 rrrr ssss tttt 0000", &T::three_booleans<H::orb>>("ORB", "orb {r:b}, {s:b}, {t:b}", O::booleans),
    op<"0011 0010 rrrr ssss tttt 0000", &T::three_booleans<H::orbc>>("ORBC", "orbc {r:b}, {s:b}, {t:b}", O::booleans),
    op<"0100 0010 rrrr ssss tttt 0000", &T::three_booleans<H::xorb>>("XORB", "xorb {r:b}, {s:b}, {t:b}", O::booleans),
    op<"1000 0010 rrrr ssss tttt 0000", &T::r_s_t<mul>>("MULL", "mull {r}, {s}, {t}", O::mul32),
    op<"1010 0010 rrrr ssss tttt 0000", &T::r_s_t<umulh>>("MULUH", "muluh {r}, {s}, {t}", O::mul32_high),
    op<"1011 0010 rrrr ssss tttt 0000", &T::r_s_t<smulh>>("MULSH", "mulsh {r}, {s}, {t}", O::mul32_high),
    op<"1100 0010 rrrr ssss tttt 0000", &T::divide<H::quou>>("QUOU", "quou {r}, {s}, {t}", O::div32),
    op<"1101 0010 rrrr ssss tttt 0000", &T::divide<H::quos>>("QUOS", "quos {r}, {s}, {t}", O::div32),
    op<"1110 0010 rrrr ssss tttt 0000", &T::divide<H::remu>>("REMU", "remu {r}, {s}, {t}", O::div32),
    op<"1111 0010 rrrr ssss tttt 0000", &T::divide<H::rems>>("REMS", "rems {r}, {s}, {t}", O::div32),

    // RST3
    op<"0000 0011 iiii iiii tttt 0000", &T::rsr>("RSR", "rsr.{i:sr} {t}"),
    op<"0001 0011 iiii iiii tttt 0000", &T::wsr>("WSR", "wsr.{i:sr} {t}"),
    op<"0010 0011 rrrr ssss iiii 0000", &T::sext>("SEXT", "sext {r}, {s}, {i:+7}", O::sext),
    op<"0011 0011 rrrr ssss iiii 0000", &T::clamps>("CLAMPS", "clamps {r}, {s}, {i:+7}", O::clamps),
    op<"0100 0011 rrrr ssss tttt 0000", &T::r_s_t<smin>>("MIN", "min {r}, {s}, {t}", O::min_max),
    op<"0101 0011 rrrr ssss tttt 0000", &T::r_s_t<smax>>("MAX", "max {r}, {s}, {t}", O::min_max),
    op<"0110 0011 rrrr ssss tttt 0000", &T::r_s_t<umin>>("MINU", "minu {r}, {s}, {t}", O::min_max),
    op<"0111 0011 rrrr ssss tttt 0000", &T::r_s_t<umax>>("MAXU", "maxu {r}, {s}, {t}", O::min_max),
    op<"1000 0011 rrrr ssss tttt 0000", &T::r_s_t<moveqz>>("MOVEQZ", "moveqz {r}, {s}, {t}"),
    op<"1001 0011 rrrr ssss tttt 0000", &T::r_s_t<movnez>>("MOVNEZ", "movnez {r}, {s}, {t}"),
    op<"1010 0011 rrrr ssss tttt 0000", &T::r_s_t<movltz>>("MOVLTZ", "movltz {r}, {s}, {t}"),
    op<"1011 0011 rrrr ssss tttt 0000", &T::r_s_t<movgez>>("MOVGEZ", "movgez {r}, {s}, {t}"),
    op<"1100 0011 rrrr ssss tttt 0000", &T::move_if_boolean<moveqz>>("MOVF", "movf {r}, {s}, {t:b}", O::booleans),
    op<"1101 0011 rrrr ssss tttt 0000", &T::move_if_boolean<movnez>>("MOVT", "movt {r}, {s}, {t:b}", O::booleans),
    op<"1110 0011 rrrr iiii iiii 0000", &T::rur>("RUR", "rur.{i:ur} {r}"),
    op<"1111 0011 iiii iiii tttt 0000", &T::wur>("WUR", "wur.{i:ur} {t}"),

    // QRST
    op<"nnnn 010i rrrr iiii tttt 0000", &T::extui>("EXTUI", "extui {r}, {t}, {i}, {n:+1}"),
    op<"0000 1000 rrrr ssss tttt 0000", &T::load_float_x<false>>("LSX", "lsx {r:f}, {s}, {t}", O::fp),
    op<"0001 1000 rrrr ssss tttt 0000", &T::load_float_x<true>>("LSXP", "lsxp {r:f}, {s}, {t}", O::fp),
    op<"0100 1000 rrrr ssss tttt 0000", &T::store_float_x<false>>("SSX", "ssx {r:f}, {s}, {t}", O::fp),
    op<"0101 1000 rrrr ssss tttt 0000", &T::store_float_x<true>>("SSXP", "ssxp {r:f}, {s}, {t}", O::fp),
    op<"0000 1001 iiii ssss tttt 0000", &T::l32e>("L32E", "l32e {t}, {s}, {i:frame}", O::windows),
    op<"0100 1001 iiii ssss tttt 0000", &T::s32e>("S32E", "s32e {t}, {s}, {i:frame}", O::windows),
    op<"0101 1001 iiii ssss tttt 0000", &T::store_imm<str, 2>>("S32NB", "s32nb {t}, {s}, {i*4}", O::windows),

    // FP0
    op<"0000 1010 rrrr ssss tttt 0000", &T::float3<H::add_s>>("ADD.S", "add.s {r:f}, {s:f}, {t:f}", O::fp),
    op<"0001 1010 rrrr ssss tttt 0000", &T::float3<H::sub_s>>("SUB.S", "sub.s {r:f}, {s:f}, {t:f}", O::fp),
    op<"0010 1010 rrrr ssss tttt 0000", &T::float3<H::mul_s>>("MUL.S", "mul.s {r:f}, {s:f}, {t:f}", O::fp),
    op<"0100 1010 rrrr ssss tttt 0000", &T::float3<H::madd_s>>("MADD.S", "madd.s {r:f}, {s:f}, {t:f}", O::fp),
    op<"0101 1010 rrrr ssss tttt 0000", &T::float3<H::msub_s>>("MSUB.S", "msub.s {r:f}, {s:f}, {t:f}", O::fp),
    op<"0110 1010 rrrr ssss tttt 0000", &T::float3<H::maddn_s>>("MADDN.S", "maddn.s {r:f}, {s:f}, {t:f}", O::fp),
    op<"0111 1010 rrrr ssss tttt 0000", &T::float3<H::divn_s>>("DIVN.S", "divn.s {r:f}, {s:f}, {t:f}", O::fp),
    op<"1000 1010 rrrr ssss iiii 0000", &T::from_float<H::round_s>>("ROUND.S", "round.s {r}, {s:f}, {i}", O::fp),
    op<"1001 1010 rrrr ssss iiii 0000", &T::from_float<H::trunc_s>>("TRUNC.S", "trunc.s {r}, {s:f}, {i}", O::fp),
    op<"1010 1010 rrrr ssss iiii 0000", &T::from_float<H::floor_s>>("FLOOR.S", "floor.s {r}, {s:f}, {i}", O::fp),
    op<"1011 1010 rrrr ssss iiii 0000", &T::from_float<H::ceil_s>>("CEIL.S", "ceil.s {r}, {s:f}, {i}", O::fp),
    op<"1100 1010 rrrr ssss iiii 0000", &T::to_float<H::float_s>>("FLOAT.S", "float.s {r:f}, {s}, {i}", O::fp),
    op<"1101 1010 rrrr ssss iiii 0000", &T::to_float<H::ufloat_s>>("UFLOAT.S", "ufloat.s {r:f}, {s}, {i}", O::fp),
    op<"1110 1010 rrrr ssss iiii 0000", &T::from_float<H::utrunc_s>>("UTRUNC.S", "utrunc.s {r}, {s:f}, {i}", O::fp),
    // FP1OP
    op<"1111 1010 rrrr ssss 0000 0000", &T::float2<H::mov_s>>("MOV.S", "mov.s {r:f}, {s:f}", O::fp),
    op<"1111 1010 rrrr ssss 0001 0000", &T::float2<H::abs_s>>("ABS.S", "abs.s {r:f}, {s:f}", O::fp),
    op<"1111 1010 rrrr iiii 0011 0000", &T::const_float>("CONST.S", "const.s {r:f}, {i}", O::fp),
    op<"1111 1010 rrrr ssss 0100 0000", &T::rfr>("RFR", "rfr {r}, {s:f}", O::fp),
    op<"1111 1010 rrrr ssss 0101 0000", &T::wfr>("WFR", "wfr {r:f}, {s}", O::fp),
    op<"1111 1010 rrrr ssss 0110 0000", &T::float2<H::neg_s>>("NEG.S", "neg.s {r:f}, {s:f}", O::fp),
    op<"1111 1010 rrrr ssss 0111 0000", &T::float2<H::div0_s>>("DIV0.S", "div0.s {r:f}, {s:f}", O::fp),
    op<"1111 1010 rrrr ssss 1000 0000", &T::float2<H::recip0_s>>("RECIP0.S", "recip0.s {r:f}, {s:f}", O::fp),
    op<"1111 1010 rrrr ssss 1001 0000", &T::float2<H::sqrt0_s>>("SQRT0.S", "sqrt0.s {r:f}, {s:f}", O::fp),
    op<"1111 1010 rrrr ssss 1010 0000", &T::float2<H::rsqrt0_s>>("RSQRT0.S", "rsqrt0.s {r:f}, {s:f}", O::fp),
    op<"1111 1010 rrrr ssss 1011 0000", &T::float2<H::nexp01_s>>("NEXP01.S", "nexp01.s {r:f}, {s:f}", O::fp),
    op<"1111 1010 rrrr ssss 1100 0000", &T::float2<H::mksadj_s>>("MKSADJ.S", "mksadj.s {r:f}, {s:f}", O::fp),
    op<"1111 1010 rrrr ssss 1101 0000", &T::float2<H::mkdadj_s>>("MKDADJ.S", "mkdadj.s {r:f}, {s:f}", O::fp),
    op<"1111 1010 rrrr ssss 1110 0000", &T::float2<H::addexp_s>>("ADDEXP.S", "addexp.s {r:f}, {s:f}", O::fp),
    op<"1111 1010 rrrr ssss 1111 0000", &T::float2<H::addexpm_s>>("ADDEXPM.S", "addexpm.s {r:f}, {s:f}", O::fp),
    // FP1
    op<"0001 1011 rrrr ssss tttt 0000", &T::float3<H::un_s>>("UN.S", "un.s {r:b}, {s:f}, {t:f}", O::fp),
    op<"0010 1011 rrrr ssss tttt 0000", &T::float3<H::oeq_s>>("OEQ.S", "oeq.s {r:b}, {s:f}, {t:f}", O::fp),
    op<"0011 1011 rrrr ssss tttt 0000", &T::float3<H::ueq_s>>("UEQ.S", "ueq.s {r:b}, {s:f}, {t:f}", O::fp),
    op<"0100 1011 rrrr ssss tttt 0000", &T::float3<H::olt_s>>("OLT.S", "olt.s {r:b}, {s:f}, {t:f}", O::fp),
    op<"0101 1011 rrrr ssss tttt 0000", &T::float3<H::ult_s>>("ULT.S", "ult.s {r:b}, {s:f}, {t:f}", O::fp),
    op<"0110 1011 rrrr ssss tttt 0000", &T::float3<H::ole_s>>("OLE.S", "ole.s {r:b}, {s:f}, {t:f}", O::fp),
    op<"0111 1011 rrrr ssss tttt 0000", &T::float3<H::ule_s>>("ULE.S", "ule.s {r:b}, {s:f}, {t:f}", O::fp),
    op<"1000 1011 rrrr ssss tttt 0000", &T::move_float_if<H::moveqz_s>>("MOVEQZ.S", "moveqz.s {r:f}, {s:f}, {t}", O::fp),
    op<"1001 1011 rrrr ssss tttt 0000", &T::move_float_if<H::movnez_s>>("MOVNEZ.S", "movnez.s {r:f}, {s:f}, {t}", O::fp),
    op<"1010 1011 rrrr ssss tttt 0000", &T::move_float_if<H::movltz_s>>("MOVLTZ.S", "movltz.s {r:f}, {s:f}, {t}", O::fp),
    op<"1011 1011 rrrr ssss tttt 0000", &T::move_float_if<H::movgez_s>>("MOVGEZ.S", "movgez.s {r:f}, {s:f}, {t}", O::fp),
    op<"1100 1011 rrrr ssss tttt 0000", &T::float3<H::movf_s>>("MOVF.S", "movf.s {r:f}, {s:f}, {t:b}", O::fp),
    op<"1101 1011 rrrr ssss tttt 0000", &T::float3<H::movt_s>>("MOVT.S", "movt.s {r:f}, {s:f}, {t:b}", O::fp),

    // L32R, LSAI, CACHE
    op<"iiii iiii iiii iiii tttt 0001", &T::l32r>("L32R", "l32r {t}, {i:literal}"),
    op<"iiii iiii 0000 ssss tttt 0010", &T::load_imm<ldrb, 0>>("L8UI", "l8ui {t}, {s}, {i}"),
    op<"iiii iiii 0001 ssss tttt 0010", &T::load_imm<ldrh, 1>>("L16UI", "l16ui {t}, {s}, {i*2}"),
    op<"iiii iiii 0010 ssss tttt 0010", &T::load_imm<ldr, 2>>("L32I", "l32i {t}, {s}, {i*4}"),
    op<"iiii iiii 0100 ssss tttt 0010", &T::store_imm<strb, 0>>("S8I", "s8i {t}, {s}, {i}"),
    op<"iiii iiii 0101 ssss tttt 0010", &T::store_imm<strh, 1>>("S16I", "s16i {t}, {s}, {i*2}"),
    op<"iiii iiii 0110 ssss tttt 0010", &T::store_imm<str, 2>>("S32I", "s32i {t}, {s}, {i*4}"),
    op<"iiii iiii 0111 ssss 0000 0010", &T::cache>("DPFR", "dpfr {s}, {i*4}", O::caches),
    op<"iiii iiii 0111 ssss 0001 0010", &T::cache>("DPFW", "dpfw {s}, {i*4}", O::caches),
    op<"iiii iiii 0111 ssss 0010 0010", &T::cache>("DPFRO", "dpfro {s}, {i*4}", O::caches),
    op<"iiii iiii 0111 ssss 0011 0010", &T::cache>("DPFWO", "dpfwo {s}, {i*4}", O::caches),
    op<"iiii iiii 0111 ssss 0100 0010", &T::cache>("DHWB", "dhwb {s}, {i*4}", O::caches),
    op<"iiii iiii 0111 ssss 0101 0010", &T::cache>("DHWBI", "dhwbi {s}, {i*4}", O::caches),
    op<"iiii iiii 0111 ssss 0110 0010", &T::cache>("DHI", "dhi {s}, {i*4}", O::caches),
    op<"iiii iiii 0111 ssss 0111 0010", &T::cache>("DII", "dii {s}, {i*4}", O::caches),
    op<"iiii iiii 0111 ssss 1100 0010", &T::cache>("IPF", "ipf {s}, {i*4}", O::caches),
    op<"iiii iiii 0111 ssss 1110 0010", &T::cache>("IHI", "ihi {s}, {i*4}", O::caches),
    op<"iiii iiii 0111 ssss 1111 0010", &T::cache>("III", "iii {s}, {i*4}", O::caches),
    op<"iiii iiii 1001 ssss tttt 0010", &T::load_imm<ldrsh, 1>>("L16SI", "l16si {t}, {s}, {i*2}"),
    op<"iiii iiii 1010 nnnn tttt 0010", &T::movi>("MOVI", "movi {t}, {i:movi}"),
    op<"iiii iiii 1011 ssss tttt 0010", &T::load_acquire>("L32AI", "l32ai {t}, {s}, {i*4}", O::release_sync),
    op<"iiii iiii 1100 ssss tttt 0010", &T::addi>("ADDI", "addi {t}, {s}, {i:signed}"),
    op<"iiii iiii 1101 ssss tttt 0010", &T::addmi>("ADDMI", "addmi {t}, {s}, {i:signed*256}"),
    op<"iiii iiii 1110 ssss tttt 0010", &T::s32c1i>("S32C1I", "s32c1i {t}, {s}, {i*4}", O::s32c1i),
    op<"iiii iiii 1111 ssss tttt 0010", &T::store_release>("S32RI", "s32ri {t}, {s}, {i*4}", O::release_sync),
    // LSCI
    op<"iiii iiii 0000 ssss tttt 0011", &T::load_float<false>>("LSI", "lsi {t:f}, {s}, {i*4}", O::fp),
    op<"iiii iiii 0100 ssss tttt 0011", &T::store_float<false>>("SSI", "ssi {t:f}, {s}, {i*4}", O::fp),
    op<"iiii iiii 1000 ssss tttt 0011", &T::load_float<true>>("LSIP", "lsip {t:f}, {s}, {i*4}", O::fp),
    op<"iiii iiii 1100 ssss tttt 0011", &T::store_float<true>>("SSIP", "ssip {t:f}, {s}, {i*4}", O::fp),

    // MAC16
    op<"0000 10hh 0xww ssss 0y00 0100", &T::mula_dd_load<true>>("MULA.DD.LDINC", "mula.dd.{h:half}.ldinc {w:m}, {s}, {x:m}, {y:m2}", O::mac16),
    op<"0001 10hh 0xww ssss 0y00 0100", &T::mula_dd_load<false>>("MULA.DD.LDDEC", "mula.dd.{h:half}.lddec {w:m}, {s}, {x:m}, {y:m2}", O::mac16),
    op<"0010 oohh 0x00 0000 0y00 0100", &T::mac_dd>("MUL.DD", "{o:mac}.dd.{h:half} {x:m}, {y:m2}", O::mac16),
    op<"0011 oohh 0000 ssss 0y00 0100", &T::mac_ad>("MUL.AD", "{o:mac}.ad.{h:half} {s}, {y:m2}", O::mac16),
    op<"0100 10hh 0xww ssss tttt 0100", &T::mula_da_load<true>>("MULA.DA.LDINC", "mula.da.{h:half}.ldinc {w:m}, {s}, {x:m}, {t}", O::mac16),
    op<"0101 10hh 0xww ssss tttt 0100", &T::mula_da_load<false>>("MULA.DA.LDDEC", "mula.da.{h:half}.lddec {w:m}, {s}, {x:m}, {t}", O::mac16),
    op<"0110 oohh 0x00 0000 tttt 0100", &T::mac_da>("MUL.DA", "{o:mac}.da.{h:half} {x:m}, {t}", O::mac16),
    op<"0111 oohh 0000 ssss tttt 0100", &T::mac_aa>("MUL.AA", "{o:mac}.aa.{h:half} {s}, {t}", O::mac16),
    op<"1000 0000 00ww ssss 0000 0100", &T::mac_load<true>>("LDINC", "ldinc {w:m}, {s}", O::mac16),
    op<"1001 0000 00ww ssss 0000 0100", &T::mac_load<false>>("LDDEC", "lddec {w:m}, {s}", O::mac16),

    // CALLN, SI
    op<"iiii iiii iiii iiii ii00 0101", &T::call0>("CALL0", "call0 {i:call}"),
    op<"iiii iiii iiii iiii ii01 0101", &T::call<1>>("CALL4", "call4 {i:call}", O::windows),
    op<"iiii iiii iiii iiii ii10 0101", &T::call<2>>("CALL8", "call8 {i:call}", O::windows),
    op<"iiii iiii iiii iiii ii11 0101", &T::call<3>>("CALL12", "call12 {i:call}", O::windows),
    op<"iiii iiii iiii iiii ii00 0110", &T::j>("J", "j {i:branch}"),
    op<"iiii iiii iiii ssss 0001 0110", &T::branch_zero<cmpi_branch_eq>>("BEQZ", "beqz {s}, {i:branch}"),
    op<"iiii iiii iiii ssss 0101 0110", &T::branch_zero<cmpi_branch_ne>>("BNEZ", "bnez {s}, {i:branch}"),
    op<"iiii iiii iiii ssss 1001 0110", &T::branch_zero<cmpi_branch_lt>>("BLTZ", "bltz {s}, {i:branch}"),
    op<"iiii iiii iiii ssss 1101 0110", &T::branch_zero<cmpi_branch_ge>>("BGEZ", "bgez {s}, {i:branch}"),
    op<"iiii iiii nnnn ssss 0010 0110", &T::branch_constant<cmpi_branch_eq>>("BEQI", "beqi {s}, {n:b4}, {i:branch}"),
    op<"iiii iiii nnnn ssss 0110 0110", &T::branch_constant<cmpi_branch_ne>>("BNEI", "bnei {s}, {n:b4}, {i:branch}"),
    op<"iiii iiii nnnn ssss 1010 0110", &T::branch_constant<cmpi_branch_lt>>("BLTI", "blti {s}, {n:b4}, {i:branch}"),
    op<"iiii iiii nnnn ssss 1110 0110", &T::branch_constant<cmpi_branch_ge>>("BGEI", "bgei {s}, {n:b4}, {i:branch}"),
    op<"iiii iiii iiii ssss 0011 0110", &T::entry>("ENTRY", "entry {s}, {i*8}", O::windows),
    op<"iiii iiii 0000 ssss 0111 0110", &T::branch_boolean<tsti_branch_eq>>("BF", "bf {s:b}, {i:branch}", O::booleans),
    op<"iiii iiii 0001 ssss 0111 0110", &T::branch_boolean<tsti_branch_ne>>("BT", "bt {s:b}, {i:branch}", O::booleans),
    op<"iiii iiii 1000 ssss 0111 0110", &T::loop>("LOOP", "loop {s}, {i:loop}", O::loops),
    op<"iiii iiii 1001 ssss 0111 0110", &T::loop_if<cmpi_branch_eq>>("LOOPNEZ", "loopnez {s}, {i:loop}", O::loops),
    op<"iiii iiii 1010 ssss 0111 0110", &T::loop_if<cmpi_branch_le>>("LOOPGTZ", "loopgtz {s}, {i:loop}", O::loops),
    op<"iiii iiii nnnn ssss 1011 0110", &T::branch_constant_u<cmpi_branch_cc>>("BLTUI", "bltui {s}, {n:b4u}, {i:branch}"),
    op<"iiii iiii nnnn ssss 1111 0110", &T::branch_constant_u<cmpi_branch_cs>>("BGEUI", "bgeui {s}, {n:b4u}, {i:branch}"),
    // B
    op<"iiii iiii 0000 ssss tttt 0111", &T::branch<tst_branch_eq>>("BNONE", "bnone {s}, {t}, {i:branch}"),
    op<"iiii iiii 0001 ssss tttt 0111", &T::branch<cmp_branch_eq>>("BEQ", "beq {s}, {t}, {i:branch}"),
    op<"iiii iiii 0010 ssss tttt 0111", &T::branch<cmp_branch_lt>>("BLT", "blt {s}, {t}, {i:branch}"),
    op<"iiii iiii 0011 ssss tttt 0111", &T::branch<cmp_branch_cc>>("BLTU", "bltu {s}, {t}, {i:branch}"),
    op<"iiii iiii 0100 ssss tttt 0111", &T::branch_all<cmpi_branch_eq>>("BALL", "ball {s}, {t}, {i:branch}"),
    op<"iiii iiii 0101 ssss tttt 0111", &T::branch_bit<tsti_branch_eq>>("BBC", "bbc {s}, {t}, {i:branch}"),
    op<"iiii iiii 011n ssss nnnn 0111", &T::branch_bit_i<tsti_branch_eq>>("BBCI", "bbci {s}, {n}, {i:branch}"),
    op<"iiii iiii 1000 ssss tttt 0111", &T::branch<tst_branch_ne>>("BANY", "bany {s}, {t}, {i:branch}"),
    op<"iiii iiii 1001 ssss tttt 0111", &T::branch<cmp_branch_ne>>("BNE", "bne {s}, {t}, {i:branch}"),
    op<"iiii iiii 1010 ssss tttt 0111", &T::branch<cmp_branch_ge>>("BGE", "bge {s}, {t}, {i:branch}"),
    op<"iiii iiii 1011 ssss tttt 0111", &T::branch<cmp_branch_cs>>("BGEU", "bgeu {s}, {t}, {i:branch}"),
    op<"iiii iiii 1100 ssss tttt 0111", &T::branch_all<cmpi_branch_ne>>("BNALL", "bnall {s}, {t}, {i:branch}"),
    op<"iiii iiii 1101 ssss tttt 0111", &T::branch_bit<tsti_branch_ne>>("BBS", "bbs {s}, {t}, {i:branch}"),
    op<"iiii iiii 111n ssss nnnn 0111", &T::branch_bit_i<tsti_branch_ne>>("BBSI", "bbsi {s}, {n}, {i:branch}"),

    // Code density
    op<"iiii ssss tttt 1000", &T::load_imm<ldr, 2>>("L32I.N", "l32i.n {t}, {s}, {i*4}", O::density),
    op<"iiii ssss tttt 1001", &T::store_imm<str, 2>>("S32I.N", "s32i.n {t}, {s}, {i*4}", O::density),
    op<"rrrr ssss tttt 1010", &T::r_s_t<add>>("ADD.N", "add.n {r}, {s}, {t}", O::density),
    op<"rrrr ssss iiii 1011", &T::addi_n>("ADDI.N", "addi.n {r}, {s}, {i:addi.n}", O::density),
    op<"iiii ssss 0nnn 1100", &T::movi_n>("MOVI.N", "movi.n {s}, {i:movi.n}", O::density),
    op<"iiii ssss 10nn 1100", &T::branch_zero_n<cmpi_branch_eq>>("BEQZ.N", "beqz.n {s}, {i:branch.n}", O::density),
    op<"iiii ssss 11nn 1100", &T::branch_zero_n<cmpi_branch_ne>>("BNEZ.N", "bnez.n {s}, {i:branch.n}", O::density),
    op<"0000 ssss tttt 1101", &T::mov_n>("MOV.N", "mov.n {t}, {s}", O::density),
    op<"1111 ---- 0000 1101", &T::ret>("RET.N", "ret.n", O::density),
    op<"1111 ---- 0001 1101", &T::retw>("RETW.N", "retw.n", O::density | O::windows),
    op<"1111 iiii 0010 1101", &T::breakpoint_n>("BREAK.N", "break.n {i}", O::density),
    op<"1111 0000 0011 1101", &T::nop>("NOP.N", "nop.n", O::density),
    op<"1111 0000 0110 1101", &T::illegal>("ILL.N", "ill.n", O::density),
};
// clang-format on

template <std::size_t N>
consteval bool unambiguous(const std::array<Row, N>& rows) {
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Encoding &a = rows[i].instruction.encoding, &b = rows[j].instruction.encoding;
      if (a.overlaps(b) && !a.refines(b) && !b.refines(a)) return false;
    }
  return true;
}
static_assert(unambiguous(table));

// Rows by op1 and op0, as far as they fit at all.
constexpr unsigned key_of(u32 word) { return (word & 15) | (word >> 16 & 15) << 4; }
std::vector<std::vector<const Row*>> index_rows() {
  std::vector<std::vector<const Row*>> index(256);
  for (unsigned key = 0; key < 256; ++key)
    for (const Row& row : table) {
      const Encoding& e = row.instruction.encoding;
      const u32 known = e.mask & (e.width == 24 ? 0xf'000f : 0xf);
      if ((((key & 15) | (key >> 4) << 16) & known) == (e.match & known)) index[key].push_back(&row);
    }
  return index;
}

}  // namespace

std::span<const Row> rows() { return table; }

const Row* find_row(u32 word, const Config& config) {
  static const auto index = index_rows();
  const unsigned width = 8 * length_of(word);
  const Row* best = nullptr;
  for (const Row* row : index[key_of(word)]) {
    const Encoding& e = row->instruction.encoding;
    if (e.width != width || !e.matches(word) || !config.has(row->needs)) continue;
    if (!best || e.refines(best->instruction.encoding)) best = row;
  }
  return best;
}

}  // namespace cpu::xtensa
