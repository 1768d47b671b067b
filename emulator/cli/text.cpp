#include "emulator/cli/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <stdexcept>

namespace cli {

emulator::Duration parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    double picoseconds;
  };
  static constexpr Unit units[] = {{"us", 1e6}, {"ms", 1e9}, {"s", 1e12}, {"min", 60e12}, {"h", 3600e12}};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  const std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
  const auto unit = std::ranges::find(units, name, &Unit::name);
  if (error != std::errc{} || unit == std::end(units) || !(number >= 0))
    throw std::invalid_argument(fmt::format("\"{}\" is no duration; write 5s, 1.5s, 200ms, 10us, 2min or 1h", text));
  const double picoseconds = number * unit->picoseconds;
  if (picoseconds >= static_cast<double>(std::numeric_limits<emulator::i64>::max()))
    throw std::invalid_argument(fmt::format("{} is too long; virtual time ends after 106 days", text));
  return emulator::Duration{std::llround(picoseconds)};
}

emulator::u32 parse_number(std::string_view text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  const std::string_view digits = text.substr(hex ? 2 : 0);
  emulator::u32 number = 0;
  const char* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, number, hex ? 16 : 10);
  if (error != std::errc{} || end != last)
    throw std::invalid_argument(fmt::format("\"{}\" is no 32-bit number; write 4096 or 0x1000", text));
  return number;
}

std::string table(const std::vector<std::vector<std::string>>& rows, std::string_view indent) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths.size() <= i) widths.push_back(0);
      if (i + 1 < row.size()) widths[i] = std::max(widths[i], row[i].size());
    }
  std::string out;
  for (const auto& row : rows) {
    std::string line{indent};
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string wrapped(std::string_view text, std::string_view indent, std::size_t width) {
  std::string out, line{indent};
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t space = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, space - at);
    if (line.size() > indent.size() && line.size() + 1 + word.size() > width) {
      out += line + "\n";
      line = indent;
    }
    if (line.size() > indent.size()) line += ' ';
    line += word;
    at = space + 1;
  }
  return out + line + "\n";
}

void say(const std::string& sentence) { std::fprintf(stderr, "vivarium: %s\n", sentence.c_str()); }

}  // namespace cli
