#include "scenarios/bus_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "boards/json.hpp"

namespace scenarios {

namespace {

using emulator::u64;
using emulator::u8;
using Protocol = boards::BusDescription::Protocol;
using Transfer = BusLog::Transfer;

std::string i2c_text(const Transfer& t) {
  std::string text = fmt::format("0x{:02X}", t.address);
  if (!t.out.empty()) text += fmt::format(" W {:02X}", fmt::join(t.out, " "));
  if (!t.in.empty()) text += fmt::format(" R {:02X}", fmt::join(t.in, " "));
  return t.answered ? text : text + " (no answer)";
}

std::string pixels_text(const Transfer& t, const std::string& order) {
  constexpr std::size_t shown = 8;
  std::string text;
  for (std::size_t pixel = 0; pixel * order.size() < t.out.size(); ++pixel) {
    if (pixel == shown) return text + fmt::format(" … ({} pixels)", t.out.size() / order.size());
    text += pixel ? " #" : "#";
    for (const char letter : std::string_view{"RGBW"})
      if (const auto at = order.find(letter); at != order.npos)
        text += fmt::format("{:02X}", t.out[pixel * order.size() + at]);
  }
  return text;
}

// A run of bytes with nothing between them.
std::string run_text(Protocol protocol, const std::vector<u8>& out, const std::vector<u8>& in) {
  if (protocol == Protocol::uart) return in_quotes({reinterpret_cast<const char*>(out.data()), out.size()});
  if (protocol == Protocol::one_wire) return hex_bytes(out);
  std::string text;
  if (!out.empty()) text = fmt::format("MOSI {}", hex_bytes(out));
  if (!in.empty()) text += fmt::format("{}MISO {}", text.empty() ? "" : " ", hex_bytes(in));
  return text;
}

std::string bytes_text(const BusLog& log, u64 from) {
  std::vector<std::string> runs;
  for (u64 at = from; at < log.end();) {
    if (!log[at].text.empty()) {
      runs.push_back(log[at++].text);
      continue;
    }
    std::vector<u8> out, in;
    do {
      out.insert(out.end(), log[at].out.begin(), log[at].out.end());
      in.insert(in.end(), log[at].in.begin(), log[at].in.end());
    } while (++at < log.end() && !log[at].apart);
    runs.push_back(run_text(log.description().protocol, out, in));
  }
  return fmt::format("{}", fmt::join(runs, ", "));
}

}  // namespace

std::string hex_bytes(const std::vector<u8>& bytes) { return fmt::format("{:02X}", fmt::join(bytes, " ")); }

std::string in_quotes(std::string_view text) {
  return boards::Json(std::string{text}).dump(-1, ' ', false, boards::Json::error_handler_t::replace);
}

std::string bus_text(const BusLog& log, u64 from) {
  const auto& description = log.description();
  if (description.protocol != Protocol::i2c && description.protocol != Protocol::neopixel) return bytes_text(log, from);
  std::vector<std::string> texts;
  for (u64 at = from; at < log.end(); ++at)
    texts.push_back(description.protocol == Protocol::i2c ? i2c_text(log[at])
                                                          : pixels_text(log[at], description.neopixel.order));
  return fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace scenarios
