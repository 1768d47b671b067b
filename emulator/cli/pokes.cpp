#include "emulator/cli/pokes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <stdexcept>

#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/near_names.hpp"

namespace cli {
namespace {

using namespace emulator;

constexpr Duration usual_press = std::chrono::milliseconds{100};

struct Split {
  std::string_view before, after;
};
Split split_at_last(std::string_view text, char mark, std::string_view like) {
  const std::size_t at = text.rfind(mark);
  if (at == std::string_view::npos || at == 0)
    throw std::invalid_argument(fmt::format("\"{}\" should look like {}", text, like));
  return {text.substr(0, at), text.substr(at + 1)};
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// \r \n \t \\ and \xHH.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    switch (const char c = text[++i]) {
      case 'r': out += '\r'; break;
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case '\\': out += '\\'; break;
      case 'x': {
        unsigned value = 0;
        const auto digits = text.substr(i + 1, 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (error != std::errc{} || end != digits.data() + 2)
          throw std::invalid_argument(fmt::format("\"\\x{}\" should have two hexadecimal digits", digits));
        out += static_cast<char>(value);
        i += 2;
        break;
      }
      default: throw std::invalid_argument(fmt::format("\"\\{}\" is not known; there are \\r \\n \\t \\\\ \\xHH", c));
    }
  }
  return out;
}

}  // namespace

std::vector<Poke> parse_press(std::string_view text) {
  const auto [button, when] = split_at_last(text, '@', "A@1s or A@1s..1.2s");
  const std::size_t dots = when.find("..");
  const Time from{parse_duration(when.substr(0, dots))};
  const Time to = dots == std::string_view::npos ? from + usual_press : Time{parse_duration(when.substr(dots + 2))};
  if (to <= from) throw std::invalid_argument(fmt::format("\"{}\" lets go before it presses", text));
  const std::string name{button};
  return {{from, command::Set{name, 1}}, {to, command::Set{name, 0}}};
}

Poke parse_set(std::string_view text) {
  constexpr std::string_view like = "acceleration_x=0.5@2s or acceleration_x=0.5";
  const std::size_t at = text.rfind('@');
  const auto [name, number] = split_at_last(text.substr(0, at), '=', like);
  const Time time{at == std::string_view::npos ? Duration{} : parse_duration(text.substr(at + 1))};
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc{} || end != number.data() + number.size())
    throw std::invalid_argument(fmt::format("\"{}\" should look like {}", text, like));
  return {time, command::Set{std::string{name}, value}};
}

Poke parse_send(std::string_view text) {
  const auto [bytes, when] = split_at_last(text, '@', "'hello\\r@3s'");
  return {Time{parse_duration(when)}, command::Input{unescaped(bytes)}};
}

void resolve(Poke& poke, const World& world) {
  auto* set = std::get_if<command::Set>(&poke.command);
  if (!set || world.all().contains(set->quantity)) return;
  if (const std::string button = "button_" + lower(set->quantity); world.all().contains(button)) {
    set->quantity = button;
    return;
  }
  std::vector<std::string> names;
  for (const auto& [name, quantity] : world.all()) names.push_back(name);
  throw Failure(bad_input, fmt::format("there is no quantity {}{}", set->quantity, did_you_mean(set->quantity, names)));
}

}  // namespace cli
