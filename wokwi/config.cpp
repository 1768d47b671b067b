#include "wokwi/config.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>

#include "boards/description.hpp"

namespace wokwi {

namespace {
std::string text(const toml::table& table, std::string_view key, const std::string& source) {
  const auto node = table[key];
  if (!node) return {};
  if (const auto value = node.value_exact<std::string>()) return *value;
  throw boards::BoardError(
      fmt::format("{}:{}: wokwi.{}: must be a text", source, node.node()->source().begin.line, key));
}
}  // namespace

Config read_config(std::string_view toml_text, const std::string& source) {
  try {
    const toml::table file = toml::parse(toml_text, source);
    const toml::table* wokwi = file["wokwi"].as_table();
    if (!wokwi) throw boards::BoardError(fmt::format("{}:1: there is no [wokwi] in it", source));
    Config config{text(*wokwi, "firmware", source), text(*wokwi, "elf", source)};
    if (const auto* node = wokwi->get("firmware")) config.firmware_line = node->source().begin.line;
    if ((*wokwi)["version"].value_or(1) != 1)
      throw boards::BoardError(
          fmt::format("{}:{}: wokwi.version: must be 1", source, wokwi->get("version")->source().begin.line));
    return config;
  } catch (const toml::parse_error& error) {
    throw boards::BoardError(fmt::format("{}:{}: {}", source, error.source().begin.line, error.description()));
  }
}

}  // namespace wokwi
