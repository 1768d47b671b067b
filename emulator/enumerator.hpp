#pragma once
// Names of enumerators, where an enumeration has the manual's names and people are to read them.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace emulator {

// As the compiler writes it: g++ "[with auto Value = rp2040::Signal::spi0_rx; …]", clang "[Value = rp2040::…]". Empty
// for a value that has no name, which is written as a cast.
template <auto Value>
constexpr std::string_view enumerator() {
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("Value = ") + 8);
  text = text.substr(0, text.find_first_of(";]"));
  return text.find('(') != text.npos ? std::string_view{} : text.substr(text.rfind(':') + 1);
}

template <typename Enum, std::size_t Count>
inline constexpr std::array<std::string_view, Count> enumerators = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<std::string_view, Count>{enumerator<static_cast<Enum>(I)>()...};
}
(std::make_index_sequence<Count>{});

// As manuals print signals: in capitals, `gap` between words.
inline std::string in_capitals(std::string_view name, char gap) {
  std::string text{name};
  std::ranges::transform(text, text.begin(), [gap](char c) {
    return c == '_' ? gap : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

}  // namespace emulator
