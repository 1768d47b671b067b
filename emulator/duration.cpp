#include "emulator/duration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace emulator {

Duration parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    double picoseconds;
  };
  static constexpr Unit units[] = {{"ns", 1e3}, {"us", 1e6}, {"ms", 1e9}, {"s", 1e12}, {"min", 60e12}, {"h", 3600e12}};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
  if (name.starts_with(' ')) name.remove_prefix(1);
  const auto unit = std::ranges::find(units, name, &Unit::name);
  if (error != std::errc{} || unit == std::end(units) || !(number >= 0))
    throw std::invalid_argument(fmt::format("\"{}\" is no duration; write 5s, 1.5s, 200ms, 10us, 2min or 1h", text));
  const double picoseconds = number * unit->picoseconds;
  if (picoseconds >= static_cast<double>(std::numeric_limits<i64>::max()))
    throw std::invalid_argument(fmt::format("{} is too long; virtual time ends after 106 days", text));
  return Duration{std::llround(picoseconds)};
}

std::string format_duration(Duration duration) {
  struct Unit {
    const char* name;
    double picoseconds;
  };
  const double picoseconds = static_cast<double>(duration.count());
  for (const auto& [name, length] : {Unit{"s", 1e12}, Unit{"ms", 1e9}, Unit{"us", 1e6}, Unit{"ns", 1e3}})
    if (std::abs(picoseconds) >= length) return fmt::format("{:.6g} {}", picoseconds / length, name);
  return duration.count() ? fmt::format("{} ps", duration.count()) : "0 s";
}

}  // namespace emulator
