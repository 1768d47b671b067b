#include "gui/bench/device.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gui/bench/looks.hpp"

namespace bench {

namespace {

template <typename T>
const T* attribute(const Facts& facts, std::string_view name) {
  const auto found = facts.attributes.all().find(name);
  return found == facts.attributes.all().end() ? nullptr : std::get_if<T>(&found->second);
}

double value_in(const std::map<std::string, double>& values, const std::string& name, double otherwise) {
  const auto found = values.find(name);
  return found == values.end() ? otherwise : found->second;
}

// The attribute that people call a part by: a resistor by its ohms.
struct Value {
  std::string_view type, attribute, unit;
  double otherwise;
};
constexpr Value values[] = {
    {"resistor", "ohms", "Ω", 1000},    {"pull", "ohms", "Ω", 10000},       {"potentiometer", "ohms", "Ω", 10000},
    {"capacitor", "farads", "F", 1e-7}, {"inductor", "henries", "H", 1e-3}, {"battery", "volts", "V", 3},
};

}  // namespace

double Facts::number(std::string_view name, double otherwise) const {
  const double* value = attribute<double>(*this, name);
  return value ? *value : otherwise;
}
std::string Facts::text(std::string_view name, std::string_view otherwise) const {
  const std::string* value = attribute<std::string>(*this, name);
  return value ? *value : std::string{otherwise};
}
bool Facts::flag(std::string_view name, bool otherwise) const {
  const bool* value = attribute<bool>(*this, name);
  return value ? *value : otherwise;
}

double PartState::reading(const std::string& name, double otherwise) const {
  return value_in(readings, name, otherwise);
}
double PartState::quantity(const std::string& name, double otherwise) const {
  return value_in(quantities, name, otherwise);
}

std::string with_prefix(double value, std::string_view unit) {
  struct Prefix {
    double factor;
    const char* name;
  };
  constexpr Prefix prefixes[] = {{1e9, "G"},  {1e6, "M"},  {1e3, "k"},  {1, ""},
                                 {1e-3, "m"}, {1e-6, "µ"}, {1e-9, "n"}, {1e-12, "p"}};
  if (value == 0) return fmt::format("0 {}", unit);
  for (const Prefix& prefix : prefixes)
    if (std::abs(value) >= prefix.factor * 0.9999)
      return fmt::format("{:.4g} {}{}", value / prefix.factor, prefix.name, unit);
  return fmt::format("{:.3g} {}", value, unit);
}

std::string caption(const Facts& facts) {
  std::string text = facts.name;
  std::ranges::replace(text, '_', ' ');
  for (const Value& v : values)
    if (v.type == facts.type)
      return text == facts.type || facts.type == "pull" || facts.type == "resistor"
                 ? with_prefix(facts.number(v.attribute, v.otherwise), v.unit)
             : text.size() > 8  // there is no room for both
                 ? text
                 : fmt::format("{} · {}", text, with_prefix(facts.number(v.attribute, v.otherwise), v.unit));
  return text;
}

const Look& look_of(std::string_view type) {
  for (const auto shelf :
       {passive_looks(), light_looks(), hand_looks(), display_looks(), motion_looks(), sensor_looks()})
    for (const Look& look : shelf)
      if (look.type == type) return look;
  return module_look();
}

}  // namespace bench
