#include "scenarios/bus_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "scenarios/bus_text.hpp"

namespace scenarios {

namespace {

using boards::Json;
using boards::ObjectReader;
using emulator::u64;
using emulator::u8;
using Protocol = boards::BusDescription::Protocol;
using Bytes = std::vector<std::optional<u8>>;  // none: any byte

std::string text_of(const Bytes& bytes) {
  std::vector<std::string> texts;
  for (const auto& byte : bytes) texts.push_back(byte ? fmt::format("{:02X}", *byte) : "..");
  return fmt::format("{}", fmt::join(texts, " "));
}

bool matches(const Bytes& wanted, const std::vector<u8>& seen) {
  return std::ranges::equal(wanted, seen, [](const auto& w, u8 s) { return !w || *w == s; });
}

class Transaction final : public BusPattern {
 public:
  unsigned address = 0;
  bool answered = true;
  std::optional<Bytes> writes, reads;

  std::string text() const override {
    std::string text = fmt::format("0x{:02X}", address);
    if (writes) text += writes->empty() ? " without writes" : fmt::format(" W {}", text_of(*writes));
    if (reads) text += reads->empty() ? " without reads" : fmt::format(" R {}", text_of(*reads));
    return answered ? text : text + " (no answer)";
  }
  std::optional<u64> find(const BusLog& log, u64& from) const override {
    for (; from < log.end(); ++from) {
      const auto& t = log[from];
      if (t.address == address && t.answered == answered && (!writes || matches(*writes, t.out)) &&
          (!reads || matches(*reads, t.in)))
        return from + 1;
    }
    return std::nullopt;
  }
};

// Bytes that follow each other; both ways at once, if both are given.
class Run final : public BusPattern {
 public:
  std::optional<Bytes> out, in;
  std::string said;  // the text that `out` came from
  bool spi = false;

  std::string text() const override {
    if (!said.empty()) return in_quotes(said);
    std::string text;
    if (out) text = fmt::format("{}{}", spi ? "MOSI " : "", text_of(*out));
    if (in) text += fmt::format("{}MISO {}", out ? " " : "", text_of(*in));
    return text;
  }
  std::optional<u64> find(const BusLog& log, u64& from) const override {
    const u64 length = out ? out->size() : in->size();
    for (; from + length <= log.end(); ++from)
      if (stands(log, from, length)) return from + length;
    return std::nullopt;
  }

 private:
  bool stands(const BusLog& log, u64 from, u64 length) const {
    const auto fits = [](const std::optional<Bytes>& wanted, u64 i, const std::vector<u8>& seen) {
      return !wanted || (seen.size() == 1 && (!(*wanted)[i] || *(*wanted)[i] == seen[0]));
    };
    for (u64 i = 0; i < length; ++i) {
      const auto& t = log[from + i];
      if (!t.text.empty() || (i && t.apart) || !fits(out, i, t.out) || !fits(in, i, t.in)) return false;
    }
    return true;
  }
};

// The first pixels of a refresh.
class Pixels final : public BusPattern {
 public:
  std::vector<u8> wanted;  // in the wire's order
  std::string said;

  std::string text() const override { return said; }
  std::optional<u64> find(const BusLog& log, u64& from) const override {
    for (; from < log.end(); ++from) {
      const auto& seen = log[from].out;
      if (seen.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), seen.begin())) return from + 1;
    }
    return std::nullopt;
  }
};

std::optional<unsigned> number_of(const Json& json) {
  if (json.is_number_unsigned()) return json.get<u64>() < 0x10000 ? std::optional{json.get<unsigned>()} : std::nullopt;
  if (!json.is_string() || !json.get_ref<const std::string&>().starts_with("0x")) return std::nullopt;
  const std::string& text = json.get_ref<const std::string&>();
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
  if (text.size() == 2 || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Bytes> read_bytes(ObjectReader& object, const char* key) {
  const Json* list = object.value(key);
  if (!list) return std::nullopt;
  if (!list->is_array()) {
    object.mistake(key, "must be a list of bytes: [0, \"0x1F\", null], where null is any byte");
    return std::nullopt;
  }
  Bytes bytes;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto number = number_of((*list)[i]);
    if (!(*list)[i].is_null() && (!number || *number > 0xff))
      object.mistake(fmt::format("{}[{}]", key, i),
                     fmt::format("must be a byte, like 16, \"0x1F\" or null for any, not {}", (*list)[i].dump()));
    bytes.push_back(number ? std::optional{static_cast<u8>(*number)} : std::nullopt);
  }
  return bytes;
}

std::unique_ptr<BusPattern> read_transaction(ObjectReader& object) {
  if (!object.has("transaction")) {
    object.mistake("transaction",
                   "is missing: what goes over an I2C bus, {\"address\": \"0x50\", \"writes\": [0, 16]}");
    return nullptr;
  }
  auto below = object.object("transaction");
  if (!below) return nullptr;
  auto wanted = std::make_unique<Transaction>();
  const Json* address = below->value("address");
  const auto number = address ? number_of(*address) : std::nullopt;
  if (!number || *number > 0x7f) below->mistake("address", "must be the seven bits of an I2C address, like \"0x50\"");
  wanted->address = number.value_or(0);
  wanted->writes = read_bytes(*below, "writes");
  wanted->reads = read_bytes(*below, "reads");
  wanted->answered = below->flag("answered", true);
  below->reject_rest();
  return wanted;
}

std::unique_ptr<BusPattern> read_run(ObjectReader& object, const boards::BusDescription& bus) {
  auto wanted = std::make_unique<Run>();
  wanted->spi = bus.protocol == Protocol::spi;
  const char* const key = wanted->spi ? "mosi" : "bytes";
  if (bus.protocol == Protocol::uart && object.has("text")) {
    wanted->said = object.text("text");
    wanted->out.emplace(wanted->said.begin(), wanted->said.end());
    if (object.has("bytes")) object.mistake("bytes", "and \"text\" say the same twice");
  } else {
    wanted->out = read_bytes(object, key);
  }
  if (wanted->spi) wanted->in = read_bytes(object, "miso");
  if (wanted->spi && wanted->out && !bus.spi.mosi) object.mistake("mosi", "the bus names no such line");
  if (wanted->spi && wanted->in && !bus.spi.miso) object.mistake("miso", "the bus names no such line");
  if (wanted->spi && bus.spi.bits > 8) object.mistake(key, "todo: words of more than eight bits");
  if (wanted->out && wanted->in && wanted->out->size() != wanted->in->size())
    object.mistake("miso", "must have as many bytes as \"mosi\"; null stands for any");
  if (!wanted->out && !wanted->in) {
    if (!object.has(key) && !object.has("miso"))
      object.mistake(key, wanted->spi                      ? "or \"miso\" is needed: what goes over it"
                          : bus.protocol == Protocol::uart ? "or \"text\" is needed: what goes over it"
                                                           : "is missing: what goes over it");
    return nullptr;
  }
  if (wanted->out ? wanted->out->empty() : wanted->in->empty()) {
    object.mistake(object.has("text") ? "text" : wanted->out ? key : "miso", "nothing at all is always there");
    return nullptr;
  }
  return wanted;
}

std::unique_ptr<BusPattern> read_pixels(ObjectReader& object, const boards::BusDescription& bus) {
  auto wanted = std::make_unique<Pixels>();
  const std::string& order = bus.neopixel.order;
  if (!object.has("pixels")) object.mistake("pixels", "is missing: the first colours of the strip, like [\"#FF8000\"]");
  for (const std::string& colour : object.texts("pixels")) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(colour.data() + 1, colour.data() + colour.size(), value, 16);
    if (colour.size() != 1 + 2 * order.size() || colour[0] != '#' || end != colour.data() + colour.size()) {
      object.mistake("pixels",
                     fmt::format("\"{}\" is no colour; write {}", colour, order.size() == 4 ? "#RRGGBBWW" : "#RRGGBB"));
      continue;
    }
    const std::string letters = order.size() == 4 ? "RGBW" : "RGB";
    for (const char letter : order)
      wanted->wanted.push_back(static_cast<u8>(value >> (8 * (order.size() - 1 - letters.find(letter)))));
    wanted->said += (wanted->said.empty() ? "" : " ") + colour;
  }
  if (wanted->wanted.empty()) return nullptr;
  return wanted;
}

}  // namespace

std::unique_ptr<BusPattern> BusPattern::read(ObjectReader& object, const boards::BusDescription& bus) {
  switch (bus.protocol) {
    case Protocol::i2c: return read_transaction(object);
    case Protocol::neopixel: return read_pixels(object, bus);
    default: return read_run(object, bus);
  }
}

}  // namespace scenarios
