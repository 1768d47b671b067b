#include "peripherals/parts/attributes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/near_names.hpp"

namespace parts {

namespace {

std::string_view kind_of(const Attributes::Value& value) {
  constexpr std::string_view kinds[] = {"true or false", "a number", "a text", "a list of texts"};
  return kinds[value.index()];
}

}  // namespace

template <typename T>
const T* Attributes::get(std::string_view name, std::string_view kind, std::string otherwise, std::string range) const {
  if (std::ranges::find(asked_, name, &Asked::name) == asked_.end())
    asked_.push_back({std::string{name}, std::string{kind}, std::move(otherwise), std::move(range)});
  const auto it = values_.find(name);
  if (it == values_.end()) return nullptr;
  if (const T* value = std::get_if<T>(&it->second)) return value;
  throw PartError(fmt::format("\"{}\" must be {}, not {}", name, kind, kind_of(it->second)));
}

bool Attributes::flag(std::string_view name, bool otherwise) const {
  const bool* value = get<bool>(name, "true or false", otherwise ? "true" : "false");
  return value ? *value : otherwise;
}

double Attributes::number(std::string_view name, double otherwise, double low, double high) const {
  const double* value =
      get<double>(name, "a number", fmt::format("{:g}", otherwise), fmt::format("{:g} to {:g}", low, high));
  if (value && !(*value >= low && *value <= high))
    throw PartError(fmt::format("\"{}\" must be {} to {}, not {}", name, low, high, *value));
  return value ? *value : otherwise;
}

std::string Attributes::text(std::string_view name, std::string_view otherwise) const {
  const std::string* value = get<std::string>(name, "a text", std::string{otherwise});
  return value ? *value : std::string{otherwise};
}

std::vector<std::string> Attributes::list(std::string_view name) const {
  const auto* value = get<std::vector<std::string>>(name, "a list of texts", {});
  return value ? *value : std::vector<std::string>{};
}

void Attributes::check_all_known() const {
  std::vector<std::string> known;
  for (const Asked& asked : asked_) known.push_back(asked.name);
  std::string mistakes;
  for (const auto& [name, value] : values_)
    if (std::ranges::find(known, name) == known.end())
      mistakes += fmt::format("{}it has no attribute \"{}\"{}", mistakes.empty() ? "" : "; ", name,
                              emulator::did_you_mean(name, known));
  if (!mistakes.empty()) throw PartError(mistakes);
}

}  // namespace parts
