#include <catch2/catch.hpp>

#include "cpu/thumb/translator.hpp"

using cpu::thumb::disassemble;

TEST_CASE("Instructions are written as the manual writes them", "[cpu]") {
  const std::pair<unsigned, const char*> halfwords[] = {
      {0x0000, "movs r0, r0"},
      {0x00e3, "lsls r3, r4, #3"},
      {0x0823, "lsrs r3, r4, #32"},
      {0x1c63, "adds r3, r4, #1"},
      {0x23ff, "movs r3, #255"},
      {0x4240, "rsbs r0, r0, #0"},
      {0x4468, "add r0, sp"},
      {0x4770, "bx lr"},
      {0x4b01, "ldr r3, 0x00001008"},
      {0x6843, "ldr r3, [r0, #4]"},
      {0x5f03, "ldrsh r3, [r0, r4]"},
      {0x9b01, "ldr r3, [sp, #4]"},
      {0xa301, "adr r3, 0x00001008"},
      {0xb082, "sub sp, #8"},
      {0xb5f0, "push {r4, r5, r6, r7, lr}"},
      {0xbd10, "pop {r4, pc}"},
      {0xc003, "stmia r0!, {r0, r1}"},
      {0xc80e, "ldmia r0!, {r1, r2, r3}"},
      {0xc801, "ldmia r0, {r0}"},
      {0xb672, "cpsid i"},
      {0xbf30, "wfi"},
      {0xd0fe, "beq 0x00001000"},
      {0xe7fe, "b 0x00001000"},
      {0xdf01, "svc #1"},
      {0xbeab, "bkpt #171"},
      {0xb100, ".hword 0xb100"},
  };
  for (const auto& [word, text] : halfwords) CHECK(disassemble(word, 2, 0x1000) == text);
  CHECK(disassemble(0xf000'f801, 4, 0x1000) == "bl 0x00001006");
  CHECK(disassemble(0xf7ff'fffe, 4, 0x1000) == "bl 0x00001000");
  CHECK(disassemble(0xf3ef'8308, 4, 0) == "mrs r3, msp");
  CHECK(disassemble(0xf383'8814, 4, 0) == "msr control, r3");
  CHECK(disassemble(0xf7f1'a234, 4, 0) == "udf.w #4660");
  CHECK(disassemble(0xf3bf'8f4f, 4, 0) == "dsb sy");
}
