// Words to text, from the table's assembly column.
#include <fmt/format.h>

#include "cpu/thumb/translator.hpp"

namespace cpu::thumb {

namespace {

constexpr std::array register_names{"r0", "r1", "r2",  "r3",  "r4",  "r5", "r6", "r7",
                                    "r8", "r9", "r10", "r11", "r12", "sp", "lr", "pc"};
constexpr std::array condition_names{"eq", "ne", "cs", "cc", "mi", "pl", "vs",
                                     "vc", "hi", "ls", "ge", "lt", "gt", "le"};

std::string list(u32 bits) {
  std::string text;
  for (unsigned i = 0; i < 16; ++i)
    if (bits >> i & 1) text += (text.empty() ? "" : ", ") + std::string{register_names[i]};
  return "{" + text + "}";
}

std::string special(u32 sysm) {
  switch (sysm) {
    case 0: return "apsr";
    case 1: return "iapsr";
    case 2: return "eapsr";
    case 3: return "xpsr";
    case 5: return "ipsr";
    case 6: return "epsr";
    case 7: return "iepsr";
    case 8: return "msp";
    case 9: return "psp";
    case 16: return "primask";
    case 20: return "control";
    default: return fmt::format("#{}", sysm);
  }
}

i32 signed_field(u32 value, unsigned bits) { return static_cast<i32>(value << (32 - bits)) >> (32 - bits); }

struct Printer {
  const Encoding& e;
  u32 word, at;

  u32 field(char letter) const {
    const std::size_t i = e.find(letter);
    return i < e.operands ? gather(word, e.bits[i]) : 0;
  }
  u32 call_target() const {
    const u32 s = field('s'), i1 = ~(field('j') ^ s) & 1, i2 = ~(field('k') ^ s) & 1;
    return at + 4 +
           static_cast<u32>(signed_field(s << 24 | i1 << 23 | i2 << 22 | field('i') << 12 | field('h') << 1, 25));
  }
  u32 branch_target() const {
    const auto width = static_cast<unsigned>(std::popcount(e.bits[e.find('i')]));
    return at + 4 + static_cast<u32>(signed_field(field('i') << 1, width + 1));
  }
  std::string immediate(std::string_view how) const {
    const u32 i = field('i');
    if (how == "*2") return fmt::format("#{}", i * 2);
    if (how == "*4") return fmt::format("#{}", i * 4);
    if (how == ":shift") return fmt::format("#{}", i ? i : 32);
    if (how == ":literal") return fmt::format("{:#010x}", ((at + 4) & ~3u) + i * 4);
    if (how == ":branch") return fmt::format("{:#010x}", branch_target());
    if (how == ":call") return fmt::format("{:#010x}", call_target());
    if (how == ":special") return special(i);
    if (how == ":udf") return fmt::format("#{}", i << 12 | field('j'));
    if (how == ":cps") return i ? "id i" : "ie i";
    if (how == ":barrier") return i == 15 ? "sy" : fmt::format("#{}", i);
    return fmt::format("#{}", i);
  }
  std::string operand(std::string_view text) const {
    const char letter = text[0];
    const std::string_view how = text.substr(1);
    if (letter == 'i') return immediate(how);
    if (letter == 'c') return condition_names[field('c')];
    if (letter == 'r')
      return list(field('r') | (how == ":lr" ? field('m') << 14 : how == ":pc" ? field('p') << 15 : 0));
    std::string name = register_names[field(letter)];
    if (how == ":writeback" && !(field('r') >> field('n') & 1)) name += "!";
    return name;
  }
};

}  // namespace

std::string disassemble(u32 word, unsigned bytes, u32 at) {
  const auto* found = find_instruction(word, bytes);
  if (!found)
    return bytes == 2 ? fmt::format(".hword {:#06x}", word) : fmt::format(".word {:#010x}", word << 16 | word >> 16);
  const Printer printer{found->encoding, word, at};
  std::string text;
  std::string_view rest = found->assembly;
  while (!rest.empty()) {
    const auto open = rest.find('{');
    text += rest.substr(0, open);
    if (open == rest.npos) break;
    const auto close = rest.find('}', open);
    text += printer.operand(rest.substr(open + 1, close - open - 1));
    rest.remove_prefix(close + 1);
  }
  return text;
}

}  // namespace cpu::thumb
