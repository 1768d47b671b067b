#include <fmt/format.h>

#include <algorithm>

#include "boards/bus_read.hpp"
#include "emulator/near_names.hpp"

namespace boards {

namespace {

using Protocol = BusDescription::Protocol;
using Parity = emulator::decode::UartOptions::Parity;

struct Kind {
  const char* name;
  Protocol protocol;
  std::vector<std::string> lines;  // none: there is one, and it is the protocol's value
  unsigned needed = 1;
};
const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"i2c", Protocol::i2c, {"scl", "sda"}, 2},
      {"spi", Protocol::spi, {"sck", "mosi", "miso", "cs"}, 1},
      {"uart", Protocol::uart, {}},
      {"one_wire", Protocol::one_wire, {}},
      {"neopixel", Protocol::neopixel, {}},
  };
  return all;
}

class BusReader {
 public:
  BusReader(ObjectReader& object, const std::function<bool(const std::string&, const std::string&)>& check)
      : object_(object), check_(check) {}

  bool read(BusDescription& bus) {
    const Kind* kind = choose();
    if (!kind) return false;
    bus.protocol = kind->protocol;
    read_lines(*kind, bus);
    read_settings(bus);
    for (const auto& [key, value] : object_.rest()) mistake(key, "there is no such setting");
    return good_;
  }

 private:
  void mistake(std::string_view key, std::string_view text) {
    object_.mistake(key, text);
    good_ = false;
  }

  const Kind* choose() {
    const Kind* chosen = nullptr;
    std::vector<std::string> names;
    for (const Kind& kind : kinds()) {
      names.emplace_back(kind.name);
      if (!object_.has(kind.name)) continue;
      if (chosen) {
        mistake(kind.name, fmt::format("and \"{}\" are two protocols; give each a bus", chosen->name));
        return nullptr;
      }
      chosen = &kind;
    }
    if (chosen) return chosen;
    const auto rest = object_.rest();
    const std::string key = rest.empty() ? "" : rest.front().first;
    mistake(key.empty() ? "i2c" : key, fmt::format("a bus needs its protocol{}", emulator::did_you_mean(key, names)));
    return nullptr;
  }

  void read_lines(const Kind& kind, BusDescription& bus) {
    if (kind.lines.empty()) return bus.lines.push_back(pin(object_, kind.name, true));
    auto below = object_.object(kind.name);
    if (!below) return void(good_ = false);
    for (unsigned i = 0; i < kind.lines.size(); ++i) bus.lines.push_back(pin(*below, kind.lines[i], i < kind.needed));
    for (const auto& [key, value] : below->rest()) {
      below->mistake(key, fmt::format("is no line of it{}", emulator::did_you_mean(key, kind.lines)));
      good_ = false;
    }
    if (kind.protocol == Protocol::spi && good_ && bus.lines[1].empty() && bus.lines[2].empty())
      mistake("spi", "needs mosi, miso or both");
  }

  std::string pin(ObjectReader& object, const std::string& key, bool needed) {
    const bool there = object.has(key);
    const std::string pin = object.text(key, needed);
    if (!there) {
      good_ &= !needed;
    } else if (pin.empty() || !check_(join_path(object.path(), key), pin)) {
      if (pin.empty() && object.value(key)->is_string()) object.mistake(key, "is no pin");
      good_ = false;
    }
    return pin;
  }

  void read_settings(BusDescription& bus) {
    if (bus.protocol == Protocol::spi) {
      auto& spi = bus.spi;
      spi.mode = static_cast<emulator::u8>(object_.number("mode", 0, 0, 3));
      spi.bits = static_cast<unsigned>(object_.number("bits", 8, 1, 32));
      spi.lsb_first = object_.flag("lsb_first", false);
      if (!good_) return;
      spi.mosi = !bus.lines[1].empty();
      spi.miso = !bus.lines[2].empty();
      spi.cs = !bus.lines[3].empty();
    } else if (bus.protocol == Protocol::uart) {
      bus.uart.baud = static_cast<emulator::i64>(object_.number("baud", 0, 50, 20e6));
      bus.uart.bits = static_cast<unsigned>(object_.number("bits", 8, 5, 8));
      read_parity(bus.uart.parity);
    } else if (bus.protocol == Protocol::neopixel) {
      read_order(bus.neopixel.order);
    }
  }

  void read_parity(Parity& parity) {
    if (!object_.has("parity")) return;
    const std::string text = object_.text("parity");
    if (text == "even" || text == "odd")
      parity = text == "odd" ? Parity::odd : Parity::even;
    else if (text != "none")
      mistake("parity", "must be \"none\", \"even\" or \"odd\"");
  }

  void read_order(std::string& order) {
    if (!object_.has("order")) return;
    order = object_.text("order");
    std::string letters = order;
    std::ranges::sort(letters);
    if (letters != "BGR" && letters != "BGRW")
      mistake("order", "must be the letters R, G, B and perhaps W as they come, like \"GRB\"");
  }

  ObjectReader& object_;
  const std::function<bool(const std::string&, const std::string&)>& check_;
  bool good_ = true;
};

}  // namespace

std::string_view name_of(Protocol protocol) { return std::ranges::find(kinds(), protocol, &Kind::protocol)->name; }

std::optional<BusDescription> read_bus(const std::string& name, ObjectReader& object,
                                       const std::function<bool(const std::string&, const std::string&)>& check) {
  BusDescription bus{.name = name, .lines = {}};
  if (!BusReader{object, check}.read(bus)) return std::nullopt;
  return bus;
}

}  // namespace boards
