#include "tests/cpu/xtensa/fuzz/encodings.hpp"

#include <fmt/format.h>

namespace xtensa_fuzz {

namespace {

using enum Kind;

constexpr u32 r = 0xf000, s = 0x0f00, t = 0x00f0, rs = r | s, rt = r | t, st = s | t, rst = r | s | t;
constexpr u32 imm8 = 0xff'0000, imm12 = 0xff'f000, imm16 = 0xff'ff00, imm18 = 0xff'ffc0;

const Encoding core[] = {
    // RST0
    {"ill", 3, 0x00'0000, 0, state},
    {"ret", 3, 0x00'0080, 0, back},
    {"jx", 3, 0x00'00a0, s, jump_register},
    {"callx0", 3, 0x00'00c0, s, jump_register},
    {"isync", 3, 0x00'2000, 0, plain},
    {"rsync", 3, 0x00'2010, 0, plain},
    {"esync", 3, 0x00'2020, 0, plain},
    {"dsync", 3, 0x00'2030, 0, plain},
    {"excw", 3, 0x00'2080, 0, plain},
    {"memw", 3, 0x00'20c0, 0, plain},
    {"extw", 3, 0x00'20d0, 0, plain},
    {"nop", 3, 0x00'20f0, 0, plain},
    {"rfe", 3, 0x00'3000, 0, from_exception},
    {"rfde", 3, 0x00'3200, 0, from_exception},
    {"rfi", 3, 0x00'3010, s, from_exception},
    {"break", 3, 0x00'4000, st, state},
    {"syscall", 3, 0x00'5000, 0, state},
    {"rsil", 3, 0x00'6000, st, state},
    {"waiti", 3, 0x00'7000, s, wait},
    {"and", 3, 0x10'0000, rst, plain},
    {"or", 3, 0x20'0000, rst, plain},
    {"xor", 3, 0x30'0000, rst, plain},
    {"ssr", 3, 0x40'0000, s, plain},
    {"ssl", 3, 0x40'1000, s, plain},
    {"ssa8l", 3, 0x40'2000, s, plain},
    {"ssa8b", 3, 0x40'3000, s, plain},
    {"ssai", 3, 0x40'4000, s | 0x10, plain},
    {"nsa", 3, 0x40'e000, st, plain},
    {"nsau", 3, 0x40'f000, st, plain},
    {"neg", 3, 0x60'0000, rt, plain},
    {"abs", 3, 0x60'0100, rt, plain},
    {"add", 3, 0x80'0000, rst, plain},
    {"addx2", 3, 0x90'0000, rst, plain},
    {"addx4", 3, 0xa0'0000, rst, plain},
    {"addx8", 3, 0xb0'0000, rst, plain},
    {"sub", 3, 0xc0'0000, rst, plain},
    {"subx2", 3, 0xd0'0000, rst, plain},
    {"subx4", 3, 0xe0'0000, rst, plain},
    {"subx8", 3, 0xf0'0000, rst, plain},
    // RST1
    {"slli", 3, 0x01'0000, rst | 0x10'0000, plain},
    {"srai", 3, 0x21'0000, rst | 0x10'0000, plain},
    {"srli", 3, 0x41'0000, rst, plain},
    {"src", 3, 0x81'0000, rst, plain},
    {"srl", 3, 0x91'0000, rt, plain},
    {"sll", 3, 0xa1'0000, rs, plain},
    {"sra", 3, 0xb1'0000, rt, plain},
    {"mul16u", 3, 0xc1'0000, rst, plain},
    {"mul16s", 3, 0xd1'0000, rst, plain},
    // RST2, RST3
    {"mull", 3, 0x82'0000, rst, plain},
    {"moveqz", 3, 0x83'0000, rst, plain},
    {"movnez", 3, 0x93'0000, rst, plain},
    {"movltz", 3, 0xa3'0000, rst, plain},
    {"movgez", 3, 0xb3'0000, rst, plain},
    {"extui", 3, 0x04'0000, rst | 0xf1'0000, plain},
    // loads and stores
    {"l32r", 3, 0x00'0001, imm16 | t, literal},
    {"l8ui", 3, 0x00'0002, imm8 | st, memory, base, 0},
    {"l16ui", 3, 0x00'1002, imm8 | st, memory, base, 1},
    {"l32i", 3, 0x00'2002, imm8 | st, memory, base, 2},
    {"s8i", 3, 0x00'4002, imm8 | st, memory, base, 0},
    {"s16i", 3, 0x00'5002, imm8 | st, memory, base, 1},
    {"s32i", 3, 0x00'6002, imm8 | st, memory, base, 2},
    {"l16si", 3, 0x00'9002, imm8 | st, memory, base, 1},
    {"movi", 3, 0x00'a002, imm8 | st, plain},
    {"addi", 3, 0x00'c002, imm8 | st, plain},
    {"addmi", 3, 0x00'd002, imm8 | st, plain},
    // jumps and branches
    {"call0", 3, 0x00'0005, imm18, call},
    {"j", 3, 0x00'0006, imm18, jump},
    {"beqz", 3, 0x00'0016, imm12 | s, branch_zero},
    {"bnez", 3, 0x00'0056, imm12 | s, branch_zero},
    {"bltz", 3, 0x00'0096, imm12 | s, branch_zero},
    {"bgez", 3, 0x00'00d6, imm12 | s, branch_zero},
    {"beqi", 3, 0x00'0026, imm8 | rs, branch},
    {"bnei", 3, 0x00'0066, imm8 | rs, branch},
    {"blti", 3, 0x00'00a6, imm8 | rs, branch},
    {"bgei", 3, 0x00'00e6, imm8 | rs, branch},
    {"bltui", 3, 0x00'00b6, imm8 | rs, branch},
    {"bgeui", 3, 0x00'00f6, imm8 | rs, branch},
    {"bnone", 3, 0x00'0007, imm8 | st, branch},
    {"beq", 3, 0x00'1007, imm8 | st, branch},
    {"blt", 3, 0x00'2007, imm8 | st, branch},
    {"bltu", 3, 0x00'3007, imm8 | st, branch},
    {"ball", 3, 0x00'4007, imm8 | st, branch},
    {"bbc", 3, 0x00'5007, imm8 | st, branch},
    {"bbci", 3, 0x00'6007, imm8 | st | 0x1000, branch},
    {"bany", 3, 0x00'8007, imm8 | st, branch},
    {"bne", 3, 0x00'9007, imm8 | st, branch},
    {"bge", 3, 0x00'a007, imm8 | st, branch},
    {"bgeu", 3, 0x00'b007, imm8 | st, branch},
    {"bnall", 3, 0x00'c007, imm8 | st, branch},
    {"bbs", 3, 0x00'd007, imm8 | st, branch},
    {"bbsi", 3, 0x00'e007, imm8 | st | 0x1000, branch},
    // density
    {"l32i.n", 2, 0x0008, rst, memory, base, 2},
    {"s32i.n", 2, 0x0009, rst, memory, base, 2},
    {"add.n", 2, 0x000a, rst, plain},
    {"addi.n", 2, 0x000b, rst, plain},
    {"movi.n", 2, 0x000c, rs | 0x70, plain},
    {"beqz.n", 2, 0x008c, rs | 0x30, branch_narrow},
    {"bnez.n", 2, 0x00cc, rs | 0x30, branch_narrow},
    {"mov.n", 2, 0x000d, st, plain},
    {"ret.n", 2, 0xf00d, 0, back},
    {"break.n", 2, 0xf02d, s, state},
    {"nop.n", 2, 0xf03d, 0, plain},
    {"ill.n", 2, 0xf06d, 0, state},
    // windows
    {"retw", 3, 0x00'0090, 0, back_window, windows},
    {"retw.n", 2, 0xf01d, 0, back_window, windows},
    {"callx4", 3, 0x00'00d0, s, jump_register, windows},
    {"callx8", 3, 0x00'00e0, s, jump_register, windows},
    {"callx12", 3, 0x00'00f0, s, jump_register, windows},
    {"call4", 3, 0x00'0015, imm18, call, windows},
    {"call8", 3, 0x00'0025, imm18, call, windows},
    {"call12", 3, 0x00'0035, imm18, call, windows},
    {"entry", 3, 0x00'0036, imm12 | s, state, windows},
    {"movsp", 3, 0x00'1000, st, state, windows},
    {"rotw", 3, 0x40'8000, t, state, windows},
    {"rfwo", 3, 0x00'3400, 0, from_exception, windows},
    {"rfwu", 3, 0x00'3500, 0, from_exception, windows},
    {"l32e", 3, 0x09'0000, rst, window_memory, windows},
    {"s32e", 3, 0x49'0000, rst, window_memory, windows},
    // loops
    {"loop", 3, 0x00'8076, imm8 | s, loop, loops},
    {"loopnez", 3, 0x00'9076, imm8 | s, loop, loops},
    {"loopgtz", 3, 0x00'a076, imm8 | s, loop, loops},
    // other options of the integer unit
    {"muluh", 3, 0xa2'0000, rst, plain, mul_high},
    {"mulsh", 3, 0xb2'0000, rst, plain, mul_high},
    {"quou", 3, 0xc2'0000, rst, plain, div},
    {"quos", 3, 0xd2'0000, rst, plain, div},
    {"remu", 3, 0xe2'0000, rst, plain, div},
    {"rems", 3, 0xf2'0000, rst, plain, div},
    {"sext", 3, 0x23'0000, rst, plain, misc},
    {"clamps", 3, 0x33'0000, rst, plain, misc},
    {"min", 3, 0x43'0000, rst, plain, misc},
    {"max", 3, 0x53'0000, rst, plain, misc},
    {"minu", 3, 0x63'0000, rst, plain, misc},
    {"maxu", 3, 0x73'0000, rst, plain, misc},
    {"l32ai", 3, 0x00'b002, imm8 | st, memory, atomic, 2},
    {"s32nb", 3, 0x59'0000, rst, memory_words, atomic, 2},
    {"s32c1i", 3, 0x00'e002, imm8 | st, memory, atomic, 2},
    {"s32ri", 3, 0x00'f002, imm8 | st, memory, atomic, 2},
    // booleans
    {"any4", 3, 0x00'8000, 0xc00 | t, plain, booleans},
    {"all4", 3, 0x00'9000, 0xc00 | t, plain, booleans},
    {"any8", 3, 0x00'a000, 0x800 | t, plain, booleans},
    {"all8", 3, 0x00'b000, 0x800 | t, plain, booleans},
    {"andb", 3, 0x02'0000, rst, plain, booleans},
    {"andbc", 3, 0x12'0000, rst, plain, booleans},
    {"orb", 3, 0x22'0000, rst, plain, booleans},
    {"orbc", 3, 0x32'0000, rst, plain, booleans},
    {"xorb", 3, 0x42'0000, rst, plain, booleans},
    {"movf", 3, 0xc3'0000, rst, plain, booleans},
    {"movt", 3, 0xd3'0000, rst, plain, booleans},
    {"bf", 3, 0x00'0076, imm8 | s, branch, booleans},
    {"bt", 3, 0x00'1076, imm8 | s, branch, booleans},
};

// Loads and stores, arithmetic, conversions, comparisons and moves of the single-precision unit.
const Encoding floating[] = {
    {"lsi", 3, 0x00'0003, imm8 | st, memory, fp, 2},
    {"ssi", 3, 0x00'4003, imm8 | st, memory, fp, 2},
    {"lsip", 3, 0x00'8003, imm8 | st, memory_post, fp, 2},
    {"ssip", 3, 0x00'c003, imm8 | st, memory_post, fp, 2},
    {"lsx", 3, 0x08'0000, rst, memory_index, fp, 2},
    {"ssx", 3, 0x48'0000, rst, memory_index, fp, 2},
    {"lsxp", 3, 0x18'0000, rst, memory_post, fp, 2},
    {"ssxp", 3, 0x58'0000, rst, memory_post, fp, 2},
    {"add.s", 3, 0x0a'0000, rst, plain, fp},
    {"sub.s", 3, 0x1a'0000, rst, plain, fp},
    {"mul.s", 3, 0x2a'0000, rst, plain, fp},
    {"madd.s", 3, 0x4a'0000, rst, plain, fp},
    {"msub.s", 3, 0x5a'0000, rst, plain, fp},
    {"round.s", 3, 0x8a'0000, rst, plain, fp},
    {"trunc.s", 3, 0x9a'0000, rst, plain, fp},
    {"floor.s", 3, 0xaa'0000, rst, plain, fp},
    {"ceil.s", 3, 0xba'0000, rst, plain, fp},
    {"float.s", 3, 0xca'0000, rst, plain, fp},
    {"ufloat.s", 3, 0xda'0000, rst, plain, fp},
    {"utrunc.s", 3, 0xea'0000, rst, plain, fp},
    {"mov.s", 3, 0xfa'0000, rs, plain, fp},
    {"abs.s", 3, 0xfa'0010, rs, plain, fp},
    {"const.s", 3, 0xfa'0030, rs, plain, fp},
    {"rfr", 3, 0xfa'0040, rs, plain, fp},
    {"wfr", 3, 0xfa'0050, rs, plain, fp},
    {"neg.s", 3, 0xfa'0060, rs, plain, fp},
    // of the helpers of division and square root, those that QEMU does as we do: the whole work in one
    {"divn.s", 3, 0x7a'0000, rst, plain, fp},
    {"mksadj.s", 3, 0xfa'00c0, rs, plain, fp},
    {"mkdadj.s", 3, 0xfa'00d0, rs, plain, fp},
    {"addexp.s", 3, 0xfa'00e0, rs, plain, fp},
    {"addexpm.s", 3, 0xfa'00f0, rs, plain, fp},
    {"un.s", 3, 0x1b'0000, rst, plain, fp},
    {"oeq.s", 3, 0x2b'0000, rst, plain, fp},
    {"ueq.s", 3, 0x3b'0000, rst, plain, fp},
    {"olt.s", 3, 0x4b'0000, rst, plain, fp},
    {"ult.s", 3, 0x5b'0000, rst, plain, fp},
    {"ole.s", 3, 0x6b'0000, rst, plain, fp},
    {"ule.s", 3, 0x7b'0000, rst, plain, fp},
    {"moveqz.s", 3, 0x8b'0000, rst, plain, fp},
    {"movnez.s", 3, 0x9b'0000, rst, plain, fp},
    {"movltz.s", 3, 0xab'0000, rst, plain, fp},
    {"movgez.s", 3, 0xbb'0000, rst, plain, fp},
    {"movf.s", 3, 0xcb'0000, rst, plain, fp},
    {"movt.s", 3, 0xdb'0000, rst, plain, fp},
};

// MAC16: which halves, bits 16 and 17; the operation, 18 and 19; where the factors come from, 20 to 23.
void multiply_accumulate(std::vector<Encoding>& all) {
  constexpr u32 x = 0x4000, y = 0x40, w = 0x3000;
  constexpr std::string_view halves[] = {"ll", "hl", "lh", "hh"};
  struct Factors {
    std::string_view name;
    u32 op2, free;
  };
  constexpr Factors factors[] = {{"dd", 2, x | y}, {"ad", 3, s | y}, {"da", 6, x | t}, {"aa", 7, st}};
  for (u32 half = 0; half < 4; ++half) {
    for (const auto& [name, op2, free] : factors)
      for (u32 op = op2 == 7 ? 0 : 1; op < 4; ++op) {
        constexpr std::string_view operations[] = {"umul", "mul", "mula", "muls"};
        all.push_back({fmt::format("{}.{}.{}", operations[op], name, halves[half]), 3,
                       4 | half << 16 | op << 18 | op2 << 20, free, plain, mac16});
      }
    for (u32 decrement = 0; decrement < 2; ++decrement) {
      const auto with = [&](std::string_view name, u32 op2, u32 free) {
        all.push_back({fmt::format("mula.{}.{}.{}", name, halves[half], decrement ? "lddec" : "ldinc"), 3,
                       4 | half << 16 | 2 << 18 | (op2 + decrement) << 20, free | s | w, mac_load, mac16});
      };
      with("dd", 0, x | y);
      with("da", 4, x | t);
    }
  }
  all.push_back({"ldinc", 3, 0x80'0004, s | w, mac_load, mac16});
  all.push_back({"lddec", 3, 0x90'0004, s | w, mac_load, mac16});
}

}  // namespace

std::vector<Encoding> encodings(u32 options, const std::vector<Register>& special, const std::vector<Register>& user) {
  std::vector<Encoding> all{std::begin(core), std::end(core)};
  all.insert(all.end(), std::begin(floating), std::end(floating));
  multiply_accumulate(all);
  std::erase_if(all, [&](const Encoding& e) { return (e.needs & options) != e.needs; });
  for (const auto& [name, number, read, write] : special) {
    const u32 sr = static_cast<u32>(number) << 8;
    if (read) all.push_back({fmt::format("rsr.{}", name), 3, 0x03'0000 | sr, t, read_special});
    if (write) all.push_back({fmt::format("wsr.{}", name), 3, 0x13'0000 | sr, t, write_special});
    if (read && write) all.push_back({fmt::format("xsr.{}", name), 3, 0x61'0000 | sr, t, exchange_special});
  }
  for (const auto& [name, number, read, write] : user) {
    all.push_back({fmt::format("rur.{}", name), 3, 0xe3'0000 | static_cast<u32>(number) << 4, r, plain});
    all.push_back({fmt::format("wur.{}", name), 3, 0xf3'0000 | static_cast<u32>(number) << 8, t, plain});
  }
  return all;
}

}  // namespace xtensa_fuzz
