#include <catch2/catch.hpp>

#include "peripherals/rp2040/pio_instruction.hpp"

#include "peripherals/rp2040/pio_divider.hpp"

using namespace rp2040::pio;

TEST_CASE("RP2040 PIO instructions: the disassembler gives what pioasm takes", "[rp2040]") {
  // Assembled by pioasm with ".side_set 1 opt".
  const std::pair<u16, const char*> listing[]{
      {0x1803, "jmp 3 side 1"},    {0x0021, "jmp !x, 1"},          {0x0342, "jmp x--, 2 [3]"},
      {0x0063, "jmp !y, 3"},       {0x0084, "jmp y--, 4"},         {0x00a5, "jmp x!=y, 5"},
      {0x00c6, "jmp pin, 6"},      {0x00fe, "jmp !osre, 30"},      {0x2091, "wait 1 gpio 17"},
      {0x2023, "wait 0 pin 3"},    {0x20d2, "wait 1 irq 2 rel"},   {0x4000, "in pins, 32"},
      {0x4065, "in null, 5"},      {0x40e1, "in osr, 1"},          {0x6084, "out pindirs, 4"},
      {0x60f0, "out exec, 16"},    {0x60a5, "out pc, 5"},          {0x8040, "push iffull noblock"},
      {0x8020, "push block"},      {0x80e0, "pull ifempty block"}, {0x8080, "pull noblock"},
      {0xa00b, "mov pins, ~null"}, {0xa036, "mov x, ::isr"},       {0xa082, "mov exec, y"},
      {0xa0e5, "mov osr, status"}, {0xc003, "irq nowait 3"},       {0xc031, "irq wait 1 rel"},
      {0xc047, "irq clear 7"},     {0xe09f, "set pindirs, 31"},    {0xf049, "set y, 9 side 0"},
      {0xa742, "nop [7]"},
  };
  for (const auto& [word, text] : listing) CHECK(disassemble(word, {2, true}) == text);
  CHECK(disassemble(0x6321, {1, false}) == "out x, 1 side 0 [3]");
}

TEST_CASE("RP2040 PIO instructions: what the table does not have is reserved", "[rp2040]") {
  for (const u16 word : {0x8001, 0x809f, 0xc080, 0xc0ff}) CHECK(decode(word).op == Op::reserved);
  for (const u16 word : {0x8001, 0x4080, 0xa060, 0xa004, 0xa018, 0xe060, 0x2060})
    CHECK(disassemble(word).starts_with(".word"));
}

TEST_CASE("RP2040 PIO clock divider: 2.5 gives periods of 2 2 3 2 3", "[rp2040]") {
  ClockDivider d;
  d.integer = 2;
  d.fraction = 0x80;
  d.restart(1);
  std::vector<i64> at;
  for (int i = 0; i < 7; ++i, d.advance(1)) at.push_back(d.next);
  CHECK(at == std::vector<i64>{1, 3, 5, 8, 10, 13, 15});
}

TEST_CASE("RP2040 PIO clock divider: skipping pulses is counting them", "[rp2040]") {
  const u32 integer = GENERATE(1u, 2u, 3u, 255u, 65536u);
  const u32 fraction = integer == 65536 ? 0 : GENERATE(0u, 1u, 127u, 128u, 255u);
  CAPTURE(integer, fraction);
  ClockDivider counted;
  counted.integer = integer;
  counted.fraction = fraction;
  counted.restart(7);
  for (u32 k = 0; k < 600; ++k, counted.advance(1)) {
    ClockDivider d;
    d.integer = integer;
    d.fraction = fraction;
    d.restart(7);
    REQUIRE(d.after(k) == counted.next);
    ClockDivider reached = d;
    reached.reach(counted.next);
    REQUIRE(reached.next == counted.next);
    REQUIRE(reached.wrapped == counted.wrapped);
    REQUIRE(reached.total == counted.total);
    d.reach(counted.next + 1);
    REQUIRE(d.next == counted.after(1));
  }
}
