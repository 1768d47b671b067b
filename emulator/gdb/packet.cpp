#include "emulator/gdb/packet.hpp"

#include <algorithm>

#include "emulator/gdb/text.hpp"

namespace emulator::gdb {

namespace {

constexpr u8 interrupt_byte = 0x03;
constexpr u8 escape_bit = 0x20;
constexpr int run_bias = 29;             // count character = further repeats + 29
constexpr std::size_t longest_run = 98;  // so that the count stays printable: at most 126

bool needs_escape(char c) { return c == '#' || c == '$' || c == '}' || c == '*'; }

// These would be taken for packet marks and acknowledgements.
bool forbidden_count(int count) { return count == '#' || count == '$' || count == '+' || count == '-'; }

}  // namespace

std::string packet(std::string_view payload, Runs runs) {
  std::string out = "$";
  for (std::size_t i = 0; i < payload.size();) {
    const char c = payload[i];
    if (needs_escape(c)) {
      out += '}';
      out += static_cast<char>(c ^ escape_bit);
      ++i;
      continue;
    }
    const std::size_t end = runs == Runs::plain ? i + 1 : std::min(payload.find_first_not_of(c, i), payload.size());
    int repeats = static_cast<int>(std::min(end - i, longest_run)) - 1;
    while (forbidden_count(repeats + run_bias)) --repeats;
    out += c;
    ++i;
    if (repeats < 3) continue;  // "*" and a count are no shorter, and the count would not be printable
    out += '*';
    out += static_cast<char>(repeats + run_bias);
    i += static_cast<std::size_t>(repeats);
  }
  u8 sum = 0;
  for (std::size_t i = 1; i < out.size(); ++i) sum = static_cast<u8>(sum + static_cast<u8>(out[i]));
  return out + '#' + to_hex({&sum, 1});
}

std::optional<PacketReader::Item> PacketReader::next(std::span<const u8>& bytes) {
  while (!bytes.empty()) {
    const u8 byte = bytes.front();
    bytes = bytes.subspan(1);
    if (auto item = take(byte)) return item;
  }
  return {};
}

void PacketReader::begin() {
  payload_.clear();
  sum_ = 0;
  bad_ = too_long_ = false;
  place_ = Place::payload;
}

void PacketReader::add(u8 byte) {
  if (payload_.size() >= packet_size) {
    too_long_ = true;
    return;
  }
  payload_ += static_cast<char>(byte);
}

std::optional<PacketReader::Item> PacketReader::take(u8 byte) {
  using Kind = Item::Kind;
  if (place_ == Place::between) {
    switch (byte) {
      case '$': begin(); break;
      case '+': return Item{Kind::acknowledged, {}};
      case '-': return Item{Kind::repeat, {}};
      case interrupt_byte: return Item{Kind::interrupt, {}};
      default: break;  // noise
    }
    return {};
  }
  if (place_ == Place::first_digit || place_ == Place::second_digit) {
    const int digit = hex_digit(static_cast<char>(byte));
    bad_ |= digit < 0;
    digits_ = digits_ << 4 | (digit & 15);
    if (place_ == Place::second_digit) return finish();
    place_ = Place::second_digit;
    return {};
  }
  if (byte == '$') {  // never inside a packet: the rest of the last one was lost
    begin();
    return {};
  }
  if (byte == '#') {
    bad_ |= place_ != Place::payload;
    digits_ = 0;
    place_ = Place::first_digit;
    return {};
  }
  sum_ = static_cast<u8>(sum_ + byte);
  switch (place_) {
    case Place::escaped:
      add(byte ^ escape_bit);
      place_ = Place::payload;
      break;
    case Place::run:
      bad_ |= byte < run_bias || payload_.empty();
      if (!bad_)
        for (int n = byte - run_bias; n > 0; --n) add(static_cast<u8>(payload_.back()));
      place_ = Place::payload;
      break;
    default:
      if (byte == '}')
        place_ = Place::escaped;
      else if (byte == '*' && runs_ == Runs::shortened)
        place_ = Place::run;
      else
        add(byte);
  }
  return {};
}

std::optional<PacketReader::Item> PacketReader::finish() {
  place_ = Place::between;
  if (bad_ || digits_ != sum_) return Item{Item::Kind::damaged, {}};
  if (too_long_) return Item{Item::Kind::too_long, {}};
  return Item{Item::Kind::packet, std::move(payload_)};
}

}  // namespace emulator::gdb
