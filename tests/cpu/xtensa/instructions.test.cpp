// Every row of the table: it is found by its own bits, and does what the manual says.
#include <catch2/catch.hpp>

#include "emulator/random.hpp"
#include "tests/cpu/xtensa/rig.hpp"

using namespace test::xtensa;

namespace {

// One instruction with its operands in order of the pattern; registers before and after, besides which a5 is 0x55.
struct Case {
  const char* name;
  std::initializer_list<u32> operands;
  std::initializer_list<std::pair<unsigned, u32>> before, after;
};

constexpr u32 D = Rig::data;

// clang-format off
const Case cases[] = {
    {"AND", {2, 3, 4}, {{3, 0xff00}, {4, 0x0ff0}}, {{2, 0x0f00}}},
    {"OR", {2, 3, 4}, {{3, 0xff00}, {4, 0x0ff0}}, {{2, 0xfff0}}},
    {"OR", {2, 3, 3}, {{3, 9}}, {{2, 9}}},
    {"XOR", {2, 3, 4}, {{3, 0xff00}, {4, 0x0ff0}}, {{2, 0xf0f0}}},
    {"NSA", {3, 2}, {{3, 0}}, {{2, 31}}},
    {"NSA", {3, 2}, {{3, 0xffff'ff00}}, {{2, 23}}},
    {"NSA", {3, 2}, {{3, 0x4000'0000}}, {{2, 0}}},
    {"NSAU", {3, 2}, {{3, 0}}, {{2, 32}}},
    {"NSAU", {3, 2}, {{3, 0x00ff'0000}}, {{2, 8}}},
    {"NEG", {2, 3}, {{3, 5}}, {{2, 0u - 5}}},
    {"ABS", {2, 3}, {{3, 0u - 5}}, {{2, 5}}},
    {"ABS", {2, 3}, {{3, 0x8000'0000}}, {{2, 0x8000'0000}}},
    {"ADD", {2, 3, 4}, {{3, 0xffff'ffff}, {4, 3}}, {{2, 2}}},
    {"ADDX2", {2, 3, 4}, {{3, 5}, {4, 3}}, {{2, 13}}},
    {"ADDX4", {2, 3, 4}, {{3, 5}, {4, 3}}, {{2, 23}}},
    {"ADDX8", {2, 3, 4}, {{3, 5}, {4, 3}}, {{2, 43}}},
    {"SUB", {2, 3, 4}, {{3, 5}, {4, 7}}, {{2, 0u - 2}}},
    {"SUBX2", {2, 3, 4}, {{3, 5}, {4, 3}}, {{2, 7}}},
    {"SUBX4", {2, 3, 4}, {{3, 5}, {4, 3}}, {{2, 17}}},
    {"SUBX8", {2, 3, 4}, {{3, 5}, {4, 3}}, {{2, 37}}},
    {"SLLI", {32 - 4, 2, 3}, {{3, 0x1234'5678}}, {{2, 0x2345'6780}}},
    {"SRAI", {20, 2, 3}, {{3, 0x8000'0000}}, {{2, 0xffff'f800}}},
    {"SRLI", {2, 4, 3}, {{3, 0x8765'4321}}, {{2, 0x0876'5432}}},
    {"MUL16U", {2, 3, 4}, {{3, 0x1'ffff}, {4, 0x1'ffff}}, {{2, 0xfffe'0001}}},
    {"MUL16S", {2, 3, 4}, {{3, 0x1'ffff}, {4, 0x1'ffff}}, {{2, 1}}},
    {"MULL", {2, 3, 4}, {{3, 0x1'0001}, {4, 0x1'0003}}, {{2, 0x0004'0003}}},
    {"MULUH", {2, 3, 4}, {{3, 0xffff'ffff}, {4, 0xffff'ffff}}, {{2, 0xffff'fffe}}},
    {"MULSH", {2, 3, 4}, {{3, 0xffff'ffff}, {4, 0xffff'ffff}}, {{2, 0}}},
    {"QUOU", {2, 3, 4}, {{3, 0xffff'ffff}, {4, 10}}, {{2, 0x1999'9999}}},
    {"QUOS", {2, 3, 4}, {{3, 0u - 7}, {4, 2}}, {{2, 0u - 3}}},
    {"QUOS", {2, 3, 4}, {{3, 0x8000'0000}, {4, 0u - 1}}, {{2, 0x8000'0000}}},
    {"REMU", {2, 3, 4}, {{3, 0xffff'ffff}, {4, 10}}, {{2, 5}}},
    {"REMS", {2, 3, 4}, {{3, 0u - 7}, {4, 2}}, {{2, 0u - 1}}},
    {"REMS", {2, 3, 4}, {{3, 0x8000'0000}, {4, 0u - 1}}, {{2, 0}}},
    {"SEXT", {2, 3, 0}, {{3, 0x1280}}, {{2, 0xffff'ff80}}},
    {"SEXT", {2, 3, 8}, {{3, 0x1'8000}}, {{2, 0xffff'8000}}},
    {"SEXT", {2, 3, 4}, {{3, 0x0fff'f800}}, {{2, 0xffff'f800}}},
    {"CLAMPS", {2, 3, 0}, {{3, 200}}, {{2, 127}}},
    {"CLAMPS", {2, 3, 0}, {{3, 0u - 200}}, {{2, 0u - 128}}},
    {"CLAMPS", {2, 3, 1}, {{3, 200}}, {{2, 200}}},
    {"MIN", {2, 3, 4}, {{3, 0u - 1}, {4, 1}}, {{2, 0u - 1}}},
    {"MAX", {2, 3, 4}, {{3, 0u - 1}, {4, 1}}, {{2, 1}}},
    {"MINU", {2, 3, 4}, {{3, 0u - 1}, {4, 1}}, {{2, 1}}},
    {"MAXU", {2, 3, 4}, {{3, 0u - 1}, {4, 1}}, {{2, 0u - 1}}},
    {"MOVEQZ", {2, 3, 4}, {{2, 1}, {3, 9}, {4, 0}}, {{2, 9}}},
    {"MOVEQZ", {2, 3, 4}, {{2, 1}, {3, 9}, {4, 1}}, {{2, 1}}},
    {"MOVNEZ", {2, 3, 4}, {{2, 1}, {3, 9}, {4, 1}}, {{2, 9}}},
    {"MOVLTZ", {2, 3, 4}, {{2, 1}, {3, 9}, {4, 0u - 1}}, {{2, 9}}},
    {"MOVLTZ", {2, 3, 4}, {{2, 1}, {3, 9}, {4, 0}}, {{2, 1}}},
    {"MOVGEZ", {2, 3, 4}, {{2, 1}, {3, 9}, {4, 0}}, {{2, 9}}},
    {"EXTUI", {3, 4, 2, 3}, {{3, 0x1234'5678}}, {{2, 7}}},
    {"EXTUI", {15, 16, 2, 3}, {{3, 0x1234'5678}}, {{2, 0x1234}}},
    {"EXTUI", {7, 0, 2, 3}, {{3, 0x1234'5678}}, {{2, 0x78}}},
    {"L8UI", {3, 1, 2}, {{1, D}}, {{2, 0x80}}},
    {"L16UI", {1, 1, 2}, {{1, D}}, {{2, 0x8070}}},
    {"L16SI", {1, 1, 2}, {{1, D}}, {{2, 0xffff'8070}}},
    {"L32I", {0, 1, 2}, {{1, D}}, {{2, 0x8070'6050}}},
    {"L32I", {0, 1, 2}, {{1, D + 1}}, {{2, 0xc080'7060}}},  // not aligned
    {"L32AI", {0, 1, 2}, {{1, D}}, {{2, 0x8070'6050}}},
    {"L32E", {12, 1, 2}, {{1, D + 16}}, {{2, 0x8070'6050}}},
    {"MOVI", {0xff, 0xf, 2}, {}, {{2, 0u - 1}}},
    {"MOVI", {0x23, 0x1, 2}, {}, {{2, 0x123}}},
    {"ADDI", {0x80, 3, 2}, {{3, 1}}, {{2, 0u - 127}}},
    {"ADDMI", {0xff, 3, 2}, {{3, 1}}, {{2, 0u - 255}}},
    {"L32I.N", {1, 1, 2}, {{1, D}}, {{2, 0xf0e0'd0c0}}},
    {"ADD.N", {2, 3, 4}, {{3, 4}, {4, 5}}, {{2, 9}}},
    {"ADDI.N", {2, 3, 0}, {{3, 4}}, {{2, 3}}},
    {"ADDI.N", {2, 3, 15}, {{3, 4}}, {{2, 19}}},
    {"MOVI.N", {15, 2, 5}, {}, {{2, 95}}},
    {"MOVI.N", {0, 2, 6}, {}, {{2, 0u - 32}}},
    {"MOV.N", {3, 2}, {{3, 4}}, {{2, 4}}},
    {"NOP", {}, {}, {}},
    {"NOP.N", {}, {}, {}},
    {"MEMW", {}, {}, {}},
    {"RSYNC", {}, {}, {}},
};
// clang-format on

std::string lower(std::string_view text) {
  std::string all;
  for (char c : text) all += static_cast<char>(std::tolower(c));
  return all;
}

}  // namespace

TEST_CASE("xtensa: every row is found by its bits, and written with its name", "[cpu][xtensa]") {
  Random random{1, "rows"};
  for (const Row& row : rows()) {
    const cpu::Encoding& e = row.instruction.encoding;
    for (int i = 0; i < 20; ++i) {
      const u32 open = ~e.mask & (e.width == 24 ? 0xff'ffff : 0xffff);
      const u32 word = e.match | (static_cast<u32>(random.next()) & open);
      CHECK(length_of(word) * 8 == e.width);
      if (row.needs == Option::extended_l32r) continue;
      const Row* found = find_row(word, lx6);
      REQUIRE(found);
      const bool special_case = found->instruction.encoding.refines(e);
      if (!special_case) CHECK(found == &row);
      const std::string text = disassemble(word, 0x4000'0000, lx6);
      const std::string name = lower(row.instruction.name);
      if (row.needs != Option::mac16 && name.size() > 3) CHECK(text.substr(0, 3) == name.substr(0, 3));
    }
  }
}

TEST_CASE("xtensa: instructions do what the manual says", "[cpu][xtensa]") {
  for (const Case& c : cases) {
    INFO(c.name);
    Rig rig;
    for (u32 i = 0; i < 16; ++i) rig.dram.bytes()[i] = static_cast<u8>(0x50 + 0x10 * i);
    rig.dram.bytes()[4] = 0xc0, rig.dram.bytes()[5] = 0xd0, rig.dram.bytes()[6] = 0xe0, rig.dram.bytes()[7] = 0xf0;
    rig.set(5, 0x55);
    for (auto [n, value] : c.before) rig.set(n, value);
    const u32 word = encode(c.name, c.operands);
    rig.program({word}).step();
    for (auto [n, value] : c.after) CHECK(rig.a(n) == value);
    CHECK(rig.a(5) == 0x55);
    CHECK(rig.core.pc() == Rig::code + length_of(word));
    CHECK(rig.sr(special::epc1) == 0);
  }
}

TEST_CASE("xtensa: shifts by SAR", "[cpu][xtensa]") {
  Rig rig;
  rig.set(3, 0x8000'00f1).set(4, 0x1234'5678);
  const auto after = [&](std::initializer_list<u32> words) {
    rig.program(words).step(static_cast<unsigned>(words.size()));
    return rig.a(2);
  };
  CHECK(after({encode("SRAI", {4, 2, 3})}) == 0xf800'000f);
  CHECK(after({encode("SSAI", {4, 0}), encode("SRL", {2, 3})}) == 0x0800'000f);
  CHECK(after({encode("SSAI", {4, 1}), encode("SRA", {2, 3})}) == 0xffff'f800);
  CHECK(after({encode("SSAI", {8, 0}), encode("SRC", {2, 3, 4})}) == 0xf112'3456);
  rig.set(6, 0x104);  // five bits count
  CHECK(after({encode("SSL", {6}), encode("SLL", {2, 3})}) == 0x0000'0f10);
  CHECK(rig.sr(special::sar) == 28);
  CHECK(after({encode("SSR", {6}), encode("SRL", {2, 3})}) == 0x0800'000f);
  rig.set(6, 0);  // SAR is 32 then
  CHECK(after({encode("SSL", {6}), encode("SLL", {2, 3})}) == 0x8000'00f1);
  CHECK(after({encode("SRL", {2, 3})}) == 0);
  CHECK(after({encode("SRA", {2, 3})}) == 0xffff'ffff);
  rig.set(6, 3);
  CHECK(after({encode("SSA8L", {6}), encode("SRL", {2, 3})}) == 0x80);
  CHECK(after({encode("SSA8B", {6}), encode("SLL", {2, 3})}) == 0xf100'0000);
}

TEST_CASE("xtensa: stores, conditional and not", "[cpu][xtensa]") {
  Rig rig;
  rig.set(1, D).set(2, 0x1234'5678);
  rig.program({encode("S32I", {1, 1, 2}), encode("S16I", {1, 1, 2}), encode("S8I", {0, 1, 2}),
               encode("S32I.N", {2, 1, 2}), encode("S32RI", {3, 1, 2})})
      .step(5);
  CHECK(rig.word(D) == 0x5678'0078);
  CHECK(rig.word(D + 4) == 0x1234'5678);
  CHECK(rig.word(D + 8) == 0x1234'5678);
  CHECK(rig.word(D + 12) == 0x1234'5678);
  rig.set_sr(special::scompare1, 1).set(2, 9);
  rig.program({encode("S32C1I", {1, 1, 2})}).step();
  CHECK(rig.a(2) == 0x1234'5678);
  CHECK(rig.word(D + 4) == 0x1234'5678);
  rig.set_sr(special::scompare1, 0x1234'5678).set(2, 9);
  rig.program({encode("S32C1I", {1, 1, 2})}).step();
  CHECK(rig.a(2) == 0x1234'5678);
  CHECK(rig.word(D + 4) == 9);
  rig.set(1, D + 17).set(2, 0x1234'5678);  // not aligned
  rig.program({encode("S32I", {0, 1, 2})}).step();
  CHECK(rig.word(D + 16) == 0x3456'7800);
  CHECK(rig.word(D + 20) == 0x12);
}

TEST_CASE("xtensa: L32R follows its literal when that changes", "[cpu][xtensa]") {
  Rig rig;
  rig.bus.write(Rig::code - 8, 4, 0x1122'3344);
  const u32 load = encode("L32R", {0xfffe, 2});  // two words before the word behind it
  CHECK(rig.program({load}).step().a(2) == 0x1122'3344);
  rig.bus.write(Rig::code - 8, 4, 5);
  rig.core.jump(Rig::code);
  CHECK(rig.step().a(2) == 5);
}

TEST_CASE("xtensa: the literals of an LX106 may be elsewhere", "[cpu][xtensa]") {
  Rig rig{lx106};
  rig.bus.write(Rig::code - 8, 4, 1);
  rig.bus.write(Rig::data + 0x1000 - 8, 4, 2);
  const u32 load = encode("L32R", {0xfffe, 2});
  CHECK(rig.program({load}).step().a(2) == 1);
  rig.set(3, Rig::data + 0x1001);
  rig.program({encode("WSR", {special::litbase, 3}), load}).step(2);
  CHECK(rig.a(2) == 2);
}

TEST_CASE("xtensa: booleans", "[cpu][xtensa]") {
  Rig rig;
  const auto br = [&](std::string_view name, u32 before) {
    rig.set_sr(special::br, before);
    rig.program({encode(name, {8, 1, 2})}).step();
    return rig.sr(special::br) >> 8 & 1;
  };
  CHECK(br("ANDB", 6) == 1);
  CHECK(br("ANDB", 2) == 0);
  CHECK(br("ANDBC", 2) == 1);
  CHECK(br("ORB", 4) == 1);
  CHECK(br("ORBC", 0) == 1);
  CHECK(br("XORB", 6) == 0);
  const auto many = [&](std::string_view name, u32 s, u32 before) {
    rig.set_sr(special::br, before);
    rig.program({encode(name, {s, 15})}).step();
    return rig.sr(special::br) >> 15;
  };
  CHECK(many("ALL4", 4, 0xf0) == 1);
  CHECK(many("ALL4", 4, 0x70) == 0);
  CHECK(many("ANY4", 4, 0x10) == 1);
  CHECK(many("ANY8", 0, 0x100) == 0);
  CHECK(many("ALL8", 0, 0xff) == 1);
  rig.set_sr(special::br, 1).set(2, 1).set(3, 9);
  CHECK(rig.program({encode("MOVT", {2, 3, 0})}).step().a(2) == 9);
  CHECK(rig.set(2, 1).program({encode("MOVF", {2, 3, 0})}).step().a(2) == 1);
}

TEST_CASE("xtensa: MAC16 multiplies halves into 40 bits", "[cpu][xtensa]") {
  Rig rig;
  rig.set(2, 0x7fff'8000).set(3, 0x0002'0003);
  rig.program({encode("MUL.AA", {1, 0, 2, 3}), encode("MUL.AA", {2, 3, 2, 3})}).step();
  CHECK(rig.sr(special::acclo) == 0u - 0x8000u * 3);
  CHECK(rig.sr(special::acchi) == 0xffff'ffff);
  rig.step();  // MULA.AA.HH
  CHECK(rig.sr(special::acclo) == 0xfffe'8000 + 0xfffe);
  rig.program({encode("MUL.AA", {0, 0, 2, 3})}).step();  // UMUL
  CHECK(rig.sr(special::acclo) == 0x8000u * 3);
  rig.set_sr(special::m0, 5).set_sr(special::m2, 7);
  rig.program({encode("MUL.DD", {1, 0, 0, 0}), encode("MUL.DD", {3, 0, 0, 0})}).step();
  CHECK(rig.sr(special::acclo) == 35);
  rig.step();
  CHECK(rig.sr(special::acclo) == 0);
  rig.bus.write(D + 4, 4, 0xabcd);
  rig.set(1, D);
  rig.program({encode("MULA.DD.LDINC", {0, 0, 1, 1, 0}), encode("LDDEC", {3, 1})}).step();
  CHECK(rig.sr(special::acclo) == 35);
  CHECK(rig.sr(special::m1) == 0xabcd);
  CHECK(rig.a(1) == D + 4);
  rig.step();
  CHECK(rig.a(1) == D);
}

TEST_CASE("xtensa: what a core has not is an illegal instruction there", "[cpu][xtensa]") {
  for (const char* name : {"QUOU", "MULUH", "MIN", "SEXT"}) {
    Rig rig{lx106};
    rig.program({encode(name, {2, 3, 4})}).step();
    CHECK(rig.core.pc() == Rig::vectors + lx106.vectors.kernel);
    CHECK(rig.sr(special::exccause) == cause::illegal_instruction);
    CHECK(rig.sr(special::epc1) == Rig::code);
  }
  Rig rig{lx106};
  rig.set(3, 6).set(4, 7);
  CHECK(rig.program({encode("MULL", {2, 3, 4})}).step().a(2) == 42);
  CHECK(find_row(encode("ENTRY", {4, 1}), lx106) == nullptr);
  CHECK(find_row(encode("ADD.S", {1, 2, 3}), lx7_s2) == nullptr);
  CHECK(find_row(encode("ADD.S", {1, 2, 3}), lx7_s3));
  CHECK(find_row(encode("LOOP", {4, 1}), lx7_s2) == nullptr);
}
