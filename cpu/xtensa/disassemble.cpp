// Words to text, from the table's assembly column, as GNU binutils write it.
#include <fmt/format.h>

#include <optional>

#include "cpu/xtensa/pie.hpp"
#include "cpu/xtensa/system.hpp"
#include "cpu/xtensa/translator.hpp"

namespace cpu::xtensa {

namespace {

i32 signed_field(u32 value, unsigned bits) { return static_cast<i32>(value << (32 - bits)) >> (32 - bits); }

struct Printer {
  const Encoding& e;
  u32 word, at;
  std::string_view name;

  u32 field(char letter) const {
    const std::size_t i = e.find(letter);
    return i < e.operands ? gather(word, e.bits[i]) : 0;
  }
  unsigned width(char letter) const { return static_cast<unsigned>(std::popcount(e.bits[e.find(letter)])); }

  // Of an operand that is an address.
  std::optional<u32> address(char letter, std::string_view how) const {
    const u32 x = field(letter);
    const auto s = static_cast<u32>(signed_field(x, width(letter)));
    if (how == ":branch") return at + 4 + s;
    if (how == ":branch.n") return at + 4 + (field('n') << 4 | x);
    if (how == ":loop") return at + 4 + x;
    if (how == ":call") return (at & ~3u) + 4 + (s << 2);
    if (how == ":literal") return ((at + 3) & ~3u) + (0xfffc'0000 | x << 2);
    return {};
  }

  std::string number(char letter, std::string_view how) const {
    if (const auto place = address(letter, how)) return fmt::format("{:#010x}", *place);
    const u32 x = field(letter);
    const i32 s = signed_field(x, width(letter));
    if (how == "*2") return std::to_string(x * 2);
    if (how == "*4") return std::to_string(x * 4);
    if (how == "*8") return std::to_string(x * 8);
    if (how == ":32-") return std::to_string(32 - x);
    if (how == ":+1") return std::to_string(x + 1);
    if (how == ":+7") return std::to_string(x + 7);
    if (how == ":signed") return std::to_string(s);
    if (how == ":signed*256") return std::to_string(s * 256);
    if (how == ":n4") return std::to_string(field('n') << 4 | x);
    if (how == ":sr") return special_register_name(x);
    if (how == ":ur") return user_register_name(x);
    if (how == ":frame") return std::to_string(static_cast<i32>(x * 4) - 64);
    if (how == ":movi") return std::to_string(signed_field(field('n') << 8 | x, 12));
    if (how == ":movi.n") {
      const auto value = static_cast<i32>(field('n') << 4 | x);
      return std::to_string(value < 96 ? value : value - 128);
    }
    if (how == ":addi.n") return std::to_string(x ? static_cast<i32>(x) : -1);
    if (how == ":b4") return std::to_string(static_cast<i32>(Translator::b4const(x)));
    if (how == ":b4u") return std::to_string(Translator::b4constu(x));
    return std::to_string(x);
  }
  std::string operand(std::string_view text) const {
    const char letter = text[0];
    const std::string_view how = text.substr(1);
    if (how == ":f") return fmt::format("f{}", field(letter));
    if (how == ":b") return fmt::format("b{}", field(letter));
    if (how == ":m") return fmt::format("m{}", field(letter));
    if (how == ":m2") return fmt::format("m{}", field(letter) + 2);
    if (how == ":half") return std::array{"ll", "hl", "lh", "hh"}[field(letter)];
    if (how == ":mac") return std::array{"umul", "mul", "mula", "muls"}[field(letter)];
    if (letter == 'r' || letter == 's' || letter == 't') return fmt::format("a{}", field(letter));
    return number(letter, how);
  }
};

}  // namespace

std::string special_register_name(u32 number) {
  const auto name = special::name_of(number);
  return name.empty() ? std::to_string(number) : std::string{name};
}

std::string user_register_name(u32 number) {
  const auto name = user::name_of(number);
  return name.empty() ? std::to_string(number) : std::string{name};
}

std::optional<u32> named_address(u32 word, u32 at, const Config& config) {
  const Row* row = find_row(word, config);
  if (!row) return {};
  const Printer printer{row->instruction.encoding, word, at, row->instruction.name};
  std::string_view rest = row->instruction.assembly;
  for (auto open = rest.find('{'); open != rest.npos; open = rest.find('{')) {
    const auto close = rest.find('}', open);
    if (const auto place = printer.address(rest[open + 1], rest.substr(open + 2, close - open - 2))) return place;
    rest.remove_prefix(close + 1);
  }
  return {};
}

std::string disassemble(u32 word, u32 at, const Config& config) {
  const Row* row = find_row(word, config);
  if (!row) {
    if (config.has(Option::pie))
      if (const pie::Row* p = pie::find(word)) return pie::disassemble(*p, word);
    std::string text = ".byte";
    for (unsigned i = 0; i < length_of(word); ++i)
      text += fmt::format("{} {:#04x}", i ? "," : "", word >> 8 * i & 0xff);
    return text;
  }
  const Printer printer{row->instruction.encoding, word, at, row->instruction.name};
  std::string text;
  std::string_view rest = row->instruction.assembly;
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

}  // namespace cpu::xtensa
