#include "scenarios/expected.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace scenarios {

using boards::join_path;
using boards::Json;
using boards::Mistakes;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// By how much "mV" is more than "V"; 0 if it is something else.
double scale_of(std::string_view written, std::string_view unit) {
  if (written == unit) return 1;
  struct Prefix {
    std::string_view letter;
    double factor;
  };
  static constexpr Prefix prefixes[] = {{"n", 1e-9}, {"u", 1e-6}, {"m", 1e-3}, {"c", 1e-2}, {"k", 1e3}, {"M", 1e6}};
  for (const auto& [letter, factor] : prefixes) {
    if (!unit.empty() && written.starts_with(letter) && written.substr(1) == unit) return factor;
    if (written.empty() || !unit.starts_with(letter) || unit.substr(1) != written) continue;
    return 1 / factor;  // "1 s" where milliseconds are counted
  }
  return 0;
}

struct Number {
  double value;
  std::string_view unit;
};
std::optional<Number> split(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number.value);
  if (error != std::errc{} || !std::isfinite(number.value)) return std::nullopt;
  number.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  if (number.unit.starts_with(' ')) number.unit.remove_prefix(1);
  return number;
}

std::string shown(double value) { return fmt::format("{:.6g}", value); }

}  // namespace

std::string with_unit(double value, const std::string& unit) {
  return unit.empty() ? shown(value) : fmt::format("{} {}", shown(value), unit);
}

std::optional<double> read_number(const Json& json, const std::string& path, const std::string& unit,
                                  Mistakes& mistakes) {
  if (json.is_number()) return json.get<double>();
  if (json.is_boolean() && unit.empty()) return json.get<bool>() ? 1 : 0;
  if (json.is_string()) {
    const auto number = split(json.get_ref<const std::string&>());
    if (number && number->unit.empty()) return number->value;
    if (const double scale = number ? scale_of(number->unit, unit) : 0; scale != 0) return number->value * scale;
    if (number) {
      mistakes.add(path, unit.empty() ? fmt::format("{} has a unit; this is a number without one", json.dump())
                                      : fmt::format("{} is not in {}", json.dump(), unit));
      return std::nullopt;
    }
  }
  mistakes.add(path, fmt::format("must be a number{}, not {}", unit.empty() ? "" : " (" + unit + ")", json.dump()));
  return std::nullopt;
}

std::optional<Expected> Expected::read(const Json& json, const std::string& path, const std::string& unit,
                                       Mistakes& mistakes) {
  Expected expected;
  expected.unit_ = unit;
  const auto number = [&](const Json& value, const std::string& key) {
    return read_number(value, key, unit, mistakes);
  };
  if (json.is_array()) {
    if (json.size() != 2) {
      mistakes.add(path, "a range is a list of two numbers: [20, 30]");
      return std::nullopt;
    }
    const auto low = number(json[0], path + "[0]"), high = number(json[1], path + "[1]");
    if (!low || !high) return std::nullopt;
    if (*low > *high) mistakes.add(path, fmt::format("the range goes from {} down to {}", shown(*low), shown(*high)));
    expected.low_ = *low;
    expected.high_ = *high;
    return expected;
  }
  if (!json.is_object()) {
    const auto value = number(json, path);
    if (!value) return std::nullopt;
    expected.low_ = expected.high_ = *value;
    return expected;
  }
  boards::ObjectReader object{json, path, mistakes};
  expected.low_ = -infinity;
  expected.high_ = infinity;
  const Json* about = object.value("about");
  const Json* tolerance = object.value("plus_minus");
  const Json* above = object.value("above");
  const Json* below = object.value("below");
  object.reject_rest();
  if (about ? !tolerance || above || below : tolerance || (!above && !below)) {
    mistakes.add(
        path,
        "must be a number, a range [20, 30], {\"about\": 25, \"plus_minus\": 1}, {\"above\": 20} or {\"below\": 30}");
    return std::nullopt;
  }
  if (about) {
    const auto middle = number(*about, join_path(path, "about"));
    if (!middle) return std::nullopt;
    double half = 0;
    const auto share = tolerance->is_string() ? split(tolerance->get_ref<const std::string&>()) : std::nullopt;
    if (share && share->unit == "%") {
      half = std::abs(*middle) * share->value / 100;
    } else if (const auto given = number(*tolerance, join_path(path, "plus_minus"))) {
      half = *given;
    } else {
      return std::nullopt;
    }
    expected.low_ = *middle - half;
    expected.high_ = *middle + half;
    return expected;
  }
  if (above) {
    if (const auto low = number(*above, join_path(path, "above"))) expected.low_ = *low;
  }
  if (below) {
    if (const auto high = number(*below, join_path(path, "below"))) expected.high_ = *high;
  }
  return expected;
}

std::string Expected::text() const {
  if (low_ == high_) return with_unit(low_, unit_);
  if (std::isinf(low_)) return "at most " + with_unit(high_, unit_);
  if (std::isinf(high_)) return "at least " + with_unit(low_, unit_);
  return fmt::format("{} to {}", shown(low_), with_unit(high_, unit_));
}

}  // namespace scenarios
