#include "wokwi/breadboard.hpp"

#include <algorithm>
#include <set>

namespace wokwi {

bool is_breadboard(const std::string& type) { return type.starts_with("wokwi-breadboard"); }

std::optional<std::string> strip_of(const std::string& hole) {
  const auto dot = hole.find('.');
  if (dot == hole.npos || dot == 0 || dot + 1 == hole.size()) return std::nullopt;
  const std::string strip = hole.substr(0, dot);
  static const std::set<std::string> rails{"tp", "tn", "bp", "bn"};
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (rails.contains(strip)) return strip;
  const bool column = (strip.back() == 't' || strip.back() == 'b') && strip.size() > 1 &&
                      std::all_of(strip.begin(), strip.end() - 1, is_digit);
  if (!column || hole.size() != dot + 2 || hole[dot + 1] < 'a' || hole[dot + 1] > 'j') return std::nullopt;
  return strip;
}

}  // namespace wokwi
