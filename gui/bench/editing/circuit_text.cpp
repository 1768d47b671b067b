#include "gui/bench/editing/circuit_text.hpp"

#include <cmath>

namespace bench {
namespace {

using boards::Json;

constexpr std::size_t short_enough = 60, line_at_most = 110;

std::string quoted(const std::string& text) { return Json(text).dump(); }

// On one line, with blanks where people put them.
std::string in_line(const Json& json) {
  if (json.is_array() && !json.empty()) {
    std::string text = "[";
    for (const Json& item : json) {
      if (text.size() > 1) text += ", ";
      text += in_line(item);
    }
    return text + "]";
  }
  if (json.is_object() && !json.empty()) {
    std::string text = "{";
    for (const auto& [key, value] : json.items()) {
      if (text.size() > 1) text += ", ";
      text += quoted(key) + ": " + in_line(value);
    }
    return text + "}";
  }
  if (json.is_number_float())
    if (const double value = json.get<double>(); std::abs(value) < 1e15 && value == std::floor(value))
      return std::to_string(static_cast<long long>(value));  // 330, not 330.0
  return json.dump();
}

// The file's keys are on lines of their own, what is in them too unless it is short; below that only what is too long.
std::string text_of(const Json& json, unsigned depth) {
  const std::string line = in_line(json);
  const bool fits = depth == 0 ? false : depth == 1 ? line.size() <= short_enough : line.size() <= line_at_most;
  if (fits || !json.is_structured() || json.empty()) return line;
  const std::string indent(2 * (depth + 1), ' '), closing(2 * depth, ' ');
  std::string text{json.is_object() ? "{" : "["};
  for (const auto& [key, value] : json.items()) {
    text += text.size() > 1 ? ",\n" : "\n";
    text += indent;
    if (json.is_object()) text += quoted(key) + ": ";
    text += text_of(value, depth + 1);
  }
  text += "\n" + closing;
  text += json.is_object() ? "}" : "]";
  return text;
}

}  // namespace

std::string circuit_text(const Json& json) { return text_of(json, 0) + "\n"; }

}  // namespace bench
