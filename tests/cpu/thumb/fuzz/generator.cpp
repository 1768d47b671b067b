#include "tests/cpu/thumb/fuzz/generator.hpp"

#include <bit>
#include <cstring>

namespace fuzz {

using cpu::thumb::find_instruction;
using cpu::thumb::instructions;

u32 with_fixed_bits(u32 word, unsigned bytes) {
  if (bytes == 2) return word;
  if ((word & 0xffe0'd000) == 0xf3e0'8000) return (word & ~0x0010'2000u) | 0x000f'0000;
  if ((word & 0xffe0'd000) == 0xf380'8000) return (word & ~0x0010'2700u) | 0x0800;
  if ((word & 0xfff0'd000) == 0xf3b0'8000) return (word & ~0x2000u) | 0x000f'0f00;
  return word;
}

bool is_plain(u32 word, unsigned bytes) {
  const auto* found = find_instruction(word, bytes);
  if (!found) return false;
  if (bytes == 4) return (word & 0xfff0'd000) == 0xf3b0'8000;                // DMB, DSB, ISB
  if ((word & 0xff87) == 0x4487 || (word & 0xff87) == 0x4687) return false;  // ADD, MOV to pc
  if ((word & 0xff00) == 0x4700 || (word & 0xf000) == 0xd000) return false;  // BX, BLX, B, SVC, UDF
  if ((word & 0xf800) == 0xe000 || (word & 0xff00) == 0xbd00) return false;  // B, POP with pc
  if ((word & 0xff00) == 0xbe00 || (word & 0xffe0) == 0xb660) return false;  // BKPT, CPS
  return word != 0xbf20 && word != 0xbf30 && word != 0xbf40;                 // WFE, WFI, SEV
}

bool is_open(u32 word, unsigned bytes) {
  if (bytes == 4) {  // MRS and MSR with sp or pc
    const bool mrs = (word & 0xffe0'd000) == 0xf3e0'8000, msr = (word & 0xffe0'd000) == 0xf380'8000;
    const u32 reg = word >> (mrs ? 8 : 16) & 15;
    return (mrs || msr) && (reg == 13 || reg == 15);
  }
  const u32 d = (word >> 4 & 8) | (word & 7), m = word >> 3 & 15;
  if ((word & 0xff00) == 0x4400) return d == 15 && m == 15;                      // ADD pc, pc
  if ((word & 0xff00) == 0x4500) return (d < 8 && m < 8) || d == 15 || m == 15;  // CMP
  if ((word & 0xff00) == 0x4700) return m == 15 || word & 7;                     // BX, BLX pc
  const u32 list = word & 0xff, n = word >> 8 & 7;
  if ((word & 0xf000) == 0xc000 && !list) return true;  // STM, LDM of nothing
  if ((word & 0xf800) == 0xc000) return list >> n & 1 && static_cast<u32>(std::countr_zero(list)) != n;
  if ((word & 0xfe00) == 0xb400 || (word & 0xfe00) == 0xbc00) return !(word & 0x1ff);  // PUSH, POP of nothing
  return false;
}

Chosen Generator::instruction() {
  for (;;) {
    const auto row = below(static_cast<u32>(instructions().size()));
    const auto& e = instructions()[row].encoding;
    u32 operands = 0;
    for (std::size_t i = 0; i < e.operands; ++i) operands |= e.bits[i];
    const unsigned bytes = e.width / 8;
    const u32 chosen = with_fixed_bits(e.match | (word() & operands), bytes);
    if (find_instruction(chosen, bytes) == &instructions()[row] && !is_open(chosen, bytes)) return {chosen, bytes, row};
  }
}

Chosen Generator::plain() {
  for (;;)
    if (const Chosen c = instruction(); is_plain(c.word, c.bytes)) return c;
}

Chosen Generator::comparison() {
  constexpr u32 kinds[] = {0x2800, 0x4200, 0x4280, 0x42c0, 0x4580};  // CMP with a constant and with registers, TST, CMN
  const u32 kind = kinds[below(std::size(kinds))];
  const u32 chosen = kind | (kind == 0x2800 ? below(8) << 8 | below(4) : below(64));
  if (is_open(chosen, 2)) return comparison();
  const auto* row = find_instruction(chosen, 2);
  return {chosen, 2, static_cast<std::size_t>(row - instructions().data())};
}

Chosen Generator::conditional(i32 by) {
  const u32 chosen = 0xd000 | below(14) << 8 | (static_cast<u32>((by - 4) / 2) & 0xff);
  const auto* row = find_instruction(chosen, 2);
  return {chosen, 2, static_cast<std::size_t>(row - instructions().data())};
}

u32 Generator::value() {
  constexpr u32 edges[] = {0, 1, 2, 31, 32, 33, 255, 0x7fff'ffff, 0x8000'0000, 0x8000'0001, 0xffff'ffff, 0xffff'ff80};
  const u32 kind = below(16);
  const u32 misaligned = below(12) ? 0 : below(4);
  if (kind < 7) return Side::ram_base + (below(Side::ram_size) & ~3u) + misaligned;
  if (kind < 8) return Side::device_base + (below(Side::device_size) & ~3u) + misaligned;
  if (kind < 9) return Side::code_base + below(Side::code_size);
  if (kind < 11) return below(64);
  if (kind < 13) return edges[below(std::size(edges))];
  return word();
}

State Generator::state(u32 pc) {
  State s;
  for (u32& r : s.r) r = below(6) ? value() : s.r[below(8)];  // some are equal, for comparisons
  const auto stack = [&] { return below(16) ? Side::ram_base + (below(Side::ram_size) & ~3u) : word() & ~3u; };
  s.msp = stack();
  s.psp = stack();
  s.r[15] = pc;
  s.xpsr = below(16) << 28;
  s.primask = below(2);
  s.control = below(4) ? 0 : 2;
  return s;
}

void Generator::fill(std::span<u8> bytes) {
  for (u8& b : bytes) b = static_cast<u8>(word());
}

}  // namespace fuzz
