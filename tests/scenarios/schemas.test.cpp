// The schemas know every kind of step and condition. That files fit them is checked by tests/scenarios/schemas.py.
#include "scenarios/schemas/embedded.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "scenarios/step.hpp"

namespace {

boards::Json schema(std::string_view name) {
  for (const auto& file : scenarios::embedded_files())
    if (file.name.ends_with(name)) return boards::Json::parse(file.text);
  return {};
}

// The first key that each alternative needs.
std::set<std::string> keys(const boards::Json& alternatives) {
  std::set<std::string> found;
  for (const auto& each : alternatives) found.insert(each.at("required").at(0));
  return found;
}

template <typename Types>
std::set<std::string> keys_of(const Types& types) {
  std::set<std::string> found;
  for (const auto& type : types) found.emplace(type.key);
  return found;
}

}  // namespace

TEST_CASE("schemas: scenarios have the steps and conditions that are read", "[scenarios]") {
  const auto definitions = schema("scenario.schema.json").at("definitions");
  CHECK(keys(definitions.at("steps").at("items").at("anyOf")) == keys_of(scenarios::step_types()));
  CHECK(keys(definitions.at("condition").at("anyOf")) == keys_of(scenarios::condition_types()));
}
