#pragma once
// Instruction tables that read like the architecture manual: one line per encoding, bits drawn as the manual draws
// them.
//   '0' '1' must match; a letter names an operand's bits (split runs of one letter are joined, high bits first);
//   '-' is ignored; spaces and '_' are for the eye. Operands reach the handler in order of first appearance.
// Where two encodings overlap, one must be a special case of the other: the more specific one wins.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace cpu {

template <std::size_t N>
struct Pattern {
  char text[N]{};
  consteval Pattern(const char (&s)[N]) { std::copy_n(s, N, text); }
};

struct Encoding {
  std::uint32_t mask = 0, match = 0;
  unsigned width = 0;  // in bits
  std::size_t operands = 0;
  std::array<char, 8> letter{};
  std::array<std::uint32_t, 8> bits{};

  template <std::size_t N>
  consteval explicit Encoding(const Pattern<N>& p) {
    const auto counts = [](char c) { return c && c != ' ' && c != '_'; };
    for (char c : p.text) width += counts(c);
    unsigned at = width;
    for (char c : p.text) {
      if (!counts(c)) continue;
      const std::uint32_t bit = 1u << --at;
      if (c == '0' || c == '1') {
        mask |= bit;
        if (c == '1') match |= bit;
      } else if (c != '-') {
        const auto i =
            static_cast<std::size_t>(std::find(letter.begin(), letter.begin() + operands, c) - letter.begin());
        if (i == operands) letter[operands++] = c;
        bits[i] |= bit;
      }
    }
  }
  constexpr bool matches(std::uint32_t word) const { return (word & mask) == match; }
  constexpr bool overlaps(const Encoding& o) const {
    return width == o.width && ((match ^ o.match) & mask & o.mask) == 0;
  }
  constexpr bool refines(const Encoding& o) const { return (mask & o.mask) == o.mask && mask != o.mask; }
  constexpr std::size_t find(char c) const {
    return static_cast<std::size_t>(std::find(letter.begin(), letter.begin() + operands, c) - letter.begin());
  }
};

// The operand bits of a word, pushed together.
constexpr std::uint32_t gather(std::uint32_t word, std::uint32_t bits) {
  std::uint32_t out = 0;
  for (std::uint32_t to = 1; bits; bits &= bits - 1, to <<= 1)
    if (word & bits & -bits) out |= to;
  return out;
}
// The other way: spreads a value over an operand's bits.
constexpr std::uint32_t scatter(std::uint32_t value, std::uint32_t bits) {
  std::uint32_t out = 0;
  for (; bits; bits &= bits - 1, value >>= 1)
    if (value & 1) out |= bits & -bits;
  return out;
}

template <typename Translator>
struct Instruction {
  std::string_view name;      // the manual's
  std::string_view assembly;  // how it is written; operand letters in braces
  Encoding encoding;
  void (*translate)(Translator&, std::uint32_t word);
};

template <Pattern P, auto Handler>
struct Caller;
template <Pattern P, typename Translator, typename... Args, void (Translator::*Handler)(Args...)>
struct Caller<P, Handler> {
  static constexpr Encoding encoding{P};
  static_assert(encoding.operands == sizeof...(Args), "the handler's parameters must match the pattern's operands");
  static void call(Translator& translator, std::uint32_t word) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (translator.*Handler)(static_cast<Args>(gather(word, encoding.bits[I]))...);
    }
    (std::index_sequence_for<Args...>{});
  }
};

template <Pattern P, auto Handler, typename Translator>
consteval Instruction<Translator> instruction(std::string_view name, std::string_view assembly) {
  return {name, assembly, Encoding{P}, &Caller<P, Handler>::call};
}

template <typename Translator, std::size_t N>
consteval bool unambiguous(const std::array<Instruction<Translator>, N>& table) {
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Encoding &a = table[i].encoding, &b = table[j].encoding;
      if (a.overlaps(b) && !a.refines(b) && !b.refines(a)) return false;
    }
  return true;
}

}  // namespace cpu
