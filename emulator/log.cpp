#include "emulator/log.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace emulator {
namespace {

constexpr std::array<std::string_view, 6> level_names{"off", "error", "warning", "info", "debug", "trace"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// A person may write uart0 for UART0.
bool same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view s) {
  const auto first = s.find_first_not_of(' ');
  return first == s.npos ? std::string_view{} : s.substr(first, s.find_last_not_of(' ') - first + 1);
}

Level parse_level(std::string_view word, std::string_view specification) {
  for (std::size_t i = 0; i < level_names.size(); ++i)
    if (same(word, level_names[i])) return static_cast<Level>(i);
  throw LogError(fmt::format("'{}' in log levels '{}' is not a level; levels are {}", word, specification,
                             fmt::join(level_names, ", ")));
}

}  // namespace

std::string_view name(Level level) { return level_names.at(static_cast<std::size_t>(level)); }

void Log::configure(std::string_view specification) {
  std::optional<Level> general;
  auto named = named_;
  for (std::string_view rest = specification;;) {
    const auto comma = rest.find(',');
    const auto item = trim(rest.substr(0, comma));
    if (item.empty())
      throw LogError(fmt::format("log levels '{}' have an empty part; write LEVEL or NAME=LEVEL, separated by commas",
                                 specification));
    if (const auto equals = item.rfind('='); equals == item.npos) {
      general = parse_level(item, specification);
      named.clear();  // "debug" after "UART0=trace" speaks for UART0 too: later ones win
    } else {
      const auto block = trim(item.substr(0, equals));
      if (block.empty())
        throw LogError(fmt::format("'{}' in log levels '{}' lacks the name before '='", item, specification));
      named.emplace_back(block, parse_level(trim(item.substr(equals + 1)), specification));
    }
    if (comma == rest.npos) break;
    rest.remove_prefix(comma + 1);
  }
  named_ = std::move(named);
  if (general) general_ = *general;
  for (auto& topic : topics_) topic.level = level_of(topic.name);
}

const Log::Topic& Log::topic(std::string_view name) {
  const auto known = std::ranges::find(topics_, name, &Topic::name);
  if (known != topics_.end()) return *known;
  return topics_.emplace_back(Topic{std::string(name), level_of(name)});
}

Level Log::level_of(std::string_view name) const {
  Level level = general_;
  for (const auto& [block, its_level] : named_)
    if (same(block, name)) level = its_level;
  return level;
}

void Log::write(Level level, const Topic& topic, std::string_view text) {
  if (sink_) sink_({now_ ? now_() : SinceStart{}, topic.name, level, text});
}

std::vector<std::string> Log::names() const {
  std::vector<std::string> all;
  for (const auto& topic : topics_) all.push_back(topic.name);
  return all;
}

std::vector<std::string> Log::unmatched() const {
  std::vector<std::string> lonely;
  for (const auto& [block, level] : named_) {
    const auto bears = [&b = block](const Topic& t) { return same(t.name, b); };
    if (std::ranges::none_of(topics_, bears) && std::ranges::find(lonely, block) == lonely.end())
      lonely.push_back(block);
  }
  return lonely;
}

std::string format_line(const Log::Line& line) {
  const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(line.time).count();
  return fmt::format("{:5}.{:09} {} {}: {}", nanoseconds / std::nano::den, nanoseconds % std::nano::den, line.topic,
                     name(line.level), line.text);
}

}  // namespace emulator
