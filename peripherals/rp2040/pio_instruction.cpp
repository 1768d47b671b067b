#include "peripherals/rp2040/pio_instruction.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace rp2040::pio {

namespace {

// The table of 3.4.1. 0 and 1 are fixed; letters are fields, the most significant bit first:
// s delay/side-set, d destination or condition, o source, x operation, v address, index, bit count or data,
// p polarity, IfF, IfE or Clr, b Blk or Wait.
struct Row {
  Op op;
  std::string_view pattern;  // bit 15 first; spaces are for the reader
};
constexpr std::array<Row, 9> table{{
    {Op::jmp, " 000 sssss ddd   vvvvv"},
    {Op::wait, "001 sssss p oo  vvvvv"},
    {Op::in, "  010 sssss ooo   vvvvv"},
    {Op::out, " 011 sssss ddd   vvvvv"},
    {Op::push, "100 sssss 0 p b 00000"},
    {Op::pull, "100 sssss 1 p b 00000"},
    {Op::mov, " 101 sssss ddd xx  ooo"},
    {Op::irq, " 110 sssss 0 p b vvvvv"},
    {Op::set, " 111 sssss ddd   vvvvv"},
}};

constexpr bool well_formed() {
  for (const Row& row : table) {
    unsigned bits = 0;
    for (const char c : row.pattern) bits += c != ' ';
    if (bits != 16) return false;
  }
  return true;
}
static_assert(well_formed());

constexpr bool matches(const Row& row, u16 word) {
  unsigned bit = 16;
  for (const char c : row.pattern) {
    if (c == ' ') continue;
    --bit;
    if ((c == '0' || c == '1') && (word >> bit & 1) != (c == '1')) return false;
  }
  return true;
}

constexpr u8 field(const Row& row, u16 word, char letter) {
  unsigned bit = 16, value = 0;
  for (const char c : row.pattern) {
    if (c == ' ') continue;
    --bit;
    if (c == letter) value = value << 1 | (word >> bit & 1);
  }
  return static_cast<u8>(value);
}

constexpr std::array<std::string_view, 8> conditions{"",      "!x, ",   "x--, ", "!y, ",
                                                     "y--, ", "x!=y, ", "pin, ", "!osre, "};
constexpr std::array<std::string_view, 4> wait_sources{"gpio", "pin", "irq", ""};
constexpr std::array<std::string_view, 8> in_sources{"pins", "x", "y", "null", "", "", "isr", "osr"};
constexpr std::array<std::string_view, 8> out_destinations{"pins", "x", "y", "null", "pindirs", "pc", "isr", "exec"};
constexpr std::array<std::string_view, 8> mov_destinations{"pins", "x", "y", "", "exec", "pc", "isr", "osr"};
constexpr std::array<std::string_view, 8> mov_sources{"pins", "x", "y", "null", "", "status", "isr", "osr"};
constexpr std::array<std::string_view, 8> set_destinations{"pins", "x", "y", "", "pindirs", "", "", ""};

std::string irq_number(unsigned index) { return fmt::format("{}{}", index & 7, index & 0x10 ? " rel" : ""); }

std::string two(std::string_view name, std::string_view what, unsigned value) {
  return what.empty() ? std::string{} : fmt::format("{} {}, {}", name, what, value);
}

std::string mov(const Instruction& i) {
  const auto to = mov_destinations[i.destination], from = mov_sources[i.source];
  if (to.empty() || from.empty() || MovOp{i.operation} == MovOp::reserved) return {};
  if (to == from && to == "y" && MovOp{i.operation} == MovOp::none) return "nop";
  constexpr std::array<std::string_view, 3> operations{"", "~", "::"};
  return fmt::format("mov {}, {}{}", to, operations[i.operation], from);
}

std::string wait(const Instruction& i) {
  if (WaitOn{i.source} == WaitOn::reserved) return {};
  const bool irq = WaitOn{i.source} == WaitOn::irq;
  return fmt::format("wait {} {} {}", int{i.flag}, wait_sources[i.source],
                     irq ? irq_number(i.value) : fmt::format("{}", i.value));
}

// Without delay and side-set; empty if reserved.
std::string body(const Instruction& i) {
  switch (i.op) {
    case Op::jmp: return fmt::format("jmp {}{}", conditions[i.destination], i.value);
    case Op::wait: return wait(i);
    case Op::in: return two("in", in_sources[i.source], i.bit_count());
    case Op::out: return two("out", out_destinations[i.destination], i.bit_count());
    case Op::push: return fmt::format("push {}{}", i.flag ? "iffull " : "", i.block ? "block" : "noblock");
    case Op::pull: return fmt::format("pull {}{}", i.flag ? "ifempty " : "", i.block ? "block" : "noblock");
    case Op::mov: return mov(i);
    case Op::irq: return fmt::format("irq {} {}", i.flag ? "clear" : i.block ? "wait" : "nowait", irq_number(i.value));
    case Op::set: return two("set", set_destinations[i.destination], i.value);
    case Op::reserved: break;
  }
  return {};
}

}  // namespace

Instruction decode(u16 word) {
  for (const Row& row : table) {
    if (!matches(row, word)) continue;
    const auto get = [&](char letter) { return field(row, word, letter); };
    return {row.op, get('s'), get('d'), get('o'), get('x'), get('v'), get('p') != 0, get('b') != 0};
  }
  Instruction i;
  i.op = Op::reserved;
  i.delay_side = word >> 8 & 0x1f;
  return i;
}

std::string disassemble(u16 word, SideSet side_set) {
  const Instruction i = decode(word);
  std::string text = body(i);
  if (text.empty()) return fmt::format(".word {:#06x}", word);
  const unsigned delay_bits = 5 - side_set.count;
  const unsigned delay = i.delay_side & ((1u << delay_bits) - 1);
  unsigned side = i.delay_side >> delay_bits;
  bool sides = side_set.count > 0;
  if (side_set.optional && sides) {
    const unsigned enable = 1u << (side_set.count - 1);
    sides = side & enable;
    side &= ~enable;
  }
  if (sides) text += fmt::format(" side {}", side);
  if (delay) text += fmt::format(" [{}]", delay);
  return text;
}

}  // namespace rp2040::pio
