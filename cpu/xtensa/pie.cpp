#include "cpu/xtensa/pie.hpp"

#include <fmt/format.h>

#include <charconv>
#include <vector>

namespace cpu::xtensa::pie {

namespace {

struct Mask {
  u32 bits = 0, match = 0;
  unsigned width = 0;
};

// Calls f(bit, letter) for each bit of a pattern, the highest first.
template <typename F>
unsigned each_bit(std::string_view pattern, F f) {
  unsigned width = 0;
  for (char c : pattern) width += c != ' ';
  unsigned at = width;
  for (char c : pattern)
    if (c != ' ') f(--at, c);
  return width;
}

std::vector<Mask> read_masks() {
  std::vector<Mask> masks;
  for (const Row& row : rows()) {
    Mask m;
    m.width = each_bit(row.pattern, [&](unsigned bit, char c) {
      if (c == '0' || c == '1') m.bits |= 1u << bit;
      if (c == '1') m.match |= 1u << bit;
    });
    masks.push_back(m);
  }
  return masks;
}

unsigned width_of(u32 word) { return (word & 15) >= 14 ? 32 : 24; }

std::string operand(const Row& row, u32 word, std::string_view text) {
  const auto colon = text.find(':');
  u32 value = 0;
  unsigned bits = 0;
  for (char letter : text.substr(0, colon))
    each_bit(row.pattern, [&](unsigned bit, char c) {
      if (c == letter) value = value << 1 | (word >> bit & 1), ++bits;
    });
  const char kind = text[colon + 1];
  if (kind != 'u' && kind != 's') return fmt::format("{}{}", kind, value);
  i32 times = 1;
  std::from_chars(&text[colon] + 2, text.data() + text.size(), times);
  const i32 number = kind == 's' ? static_cast<i32>(value << (32 - bits)) >> (32 - bits) : static_cast<i32>(value);
  return std::to_string(number * times);
}

}  // namespace

const Row* find(u32 word) {
  static const std::vector<Mask> masks = read_masks();
  for (std::size_t i = 0; i < masks.size(); ++i)
    if (masks[i].width == width_of(word) && (word & masks[i].bits) == masks[i].match) return &rows()[i];
  return nullptr;
}

std::string disassemble(const Row& row, u32 word) {
  std::string text;
  std::string_view rest = row.assembly;
  while (!rest.empty()) {
    const auto open = rest.find('{');
    text += rest.substr(0, open);
    if (open == rest.npos) break;
    const auto close = rest.find('}', open);
    text += operand(row, word, rest.substr(open + 1, close - open - 1));
    rest.remove_prefix(close + 1);
  }
  return text;
}

}  // namespace cpu::xtensa::pie
