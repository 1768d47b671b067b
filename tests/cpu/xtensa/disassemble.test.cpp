// Texts as GNU objdump writes them.
#include <catch2/catch.hpp>

#include "cpu/xtensa/pie.hpp"
#include "tests/cpu/xtensa/rig.hpp"

using namespace test::xtensa;

TEST_CASE("xtensa: instructions as text", "[cpu][xtensa]") {
  const auto text = [](u32 word) { return disassemble(word, 0x4008'0400, lx6); };
  CHECK(text(0xf01d) == "retw.n");
  CHECK(text(encode("ADDX4", {2, 3, 4})) == "addx4 a2, a3, a4");
  CHECK(text(encode("EXTUI", {3, 4, 2, 3})) == "extui a2, a3, 4, 4");
  CHECK(text(encode("SLLI", {28, 2, 3})) == "slli a2, a3, 4");
  CHECK(text(encode("L32R", {0xffff, 2})) == "l32r a2, 0x400803fc");
  CHECK(text(encode("L32I", {3, 1, 2})) == "l32i a2, a1, 12");
  CHECK(text(encode("MOVI", {0xff, 0xf, 2})) == "movi a2, -1");
  CHECK(text(encode("ADDI.N", {2, 3, 0})) == "addi.n a2, a3, -1");
  CHECK(text(encode("MOVI.N", {0, 2, 6})) == "movi.n a2, -32");
  CHECK(text(encode("ENTRY", {4, 1})) == "entry a1, 32");
  CHECK(text(encode("BEQI", {0xf0, 0, 2})) == "beqi a2, -1, 0x400803f4");
  CHECK(text(encode("CALL8", {1})) == "call8 0x40080408");
  CHECK(text(encode("LOOP", {8, 2})) == "loop a2, 0x4008040c");
  CHECK(text(encode("RSR", {special::ccount, 2})) == "rsr.ccount a2");
  CHECK(text(encode("WUR", {user::fcr, 2})) == "wur.fcr a2");
  CHECK(text(encode("L32E", {12, 1, 2})) == "l32e a2, a1, -16");
  CHECK(text(encode("MULA.DA.LDINC", {1, 0, 2, 3, 4})) == "mula.da.hl.ldinc m2, a3, m0, a4");
  CHECK(text(encode("ADD.S", {1, 2, 3})) == "add.s f1, f2, f3");
  CHECK(text(encode("OLT.S", {1, 2, 3})) == "olt.s b1, f2, f3");
  CHECK(text(encode("ROTW", {0xf})) == "rotw -1");
  CHECK(text(0xff'0007 & 0) == "ill");
  CHECK(disassemble(0x0000'0006 | 0xb0'0000, 0, lx106).substr(0, 1) == "j");
  CHECK(disassemble(encode("ENTRY", {4, 1}), 0, lx106) == ".byte 0x36, 0x41, 0x00");
}

TEST_CASE("xtensa: PIE's instructions as text", "[cpu][xtensa]") {
  const auto text = [](u32 word) { return disassemble(word, 0, lx7_s3); };
  CHECK(text(0xcd'7f24) == "ee.mov.s16.qacc q0");
  CHECK(text(0x83'0ff4) == "ee.vld.128.ip q0, a15, 240");
  CHECK(text(0xc3'0014) == "ee.vld.128.ip q0, a1, -2048");
  CHECK(text(0x72'4564) == "ee.wr_mask_gpio_out a6, a5");
  CHECK(text(0xf300'000e) == "ee.vmulas.s16.accx.ld.ip q6, a0, 0, q0, q0");
  CHECK(disassemble(0xcd'7f24, 0, lx6) == ".byte 0x24, 0x7f, 0xcd");
  CHECK(pie::rows().size() == 220);
  for (const pie::Row& row : pie::rows()) {  // with all operand bits 0, and 1
    for (char rest : {'0', '1'}) {
      u32 word = 0;
      for (char c : row.pattern)
        if (c != ' ') word = word << 1 | ((c == '0' || c == '1' ? c : rest) == '1');
      CAPTURE(row.pattern, row.assembly);
      CHECK(pie::find(word) == &row);
      CHECK(find_row(word, lx7_s3) == nullptr);
    }
  }
}
