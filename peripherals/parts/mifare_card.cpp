#include "peripherals/parts/mifare_card.hpp"

#include <algorithm>
#include <utility>

namespace parts {

using emulator::u16, emulator::u8;

namespace {
constexpr u8 reqa = 0x26, wupa = 0x52, cascade_tag = 0x88, whole = 0x70;
constexpr std::array<u8, 3> selects{0x93, 0x95, 0x97};
constexpr u8 halt = 0x50, read_command = 0x30, write_command = 0xa0;
constexpr u8 sak = 0x08, sak_incomplete = 0x04, ack = 0xa, invalid_operation = 0x4, crc_wrong = 0x5;  // tables 10, 12
constexpr std::array<u8, 16> delivered_trailer{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x07,
                                               0x80, 0x69, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

RfFrame with_crc(std::vector<u8> bytes) {
  const u16 crc = rf_crc(bytes);
  bytes.push_back(static_cast<u8>(crc));
  bytes.push_back(static_cast<u8>(crc >> 8));
  return {std::move(bytes), 0};
}

bool crc_fits(std::span<const u8> bytes) {
  if (bytes.size() < 3) return false;
  const u16 crc = rf_crc(bytes.first(bytes.size() - 2));
  return bytes[bytes.size() - 2] == (crc & 0xff) && bytes[bytes.size() - 1] == crc >> 8;
}

bool is_trailer(unsigned block) { return block % 4 == 3; }
}  // namespace

u16 rf_crc(std::span<const u8> bytes, u16 preset) {
  unsigned crc = preset;
  for (const u8 byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0x8408u : 0u);
  }
  return static_cast<u16>(crc);
}

MifareCard::MifareCard(std::vector<u8> uid) : uid_(std::move(uid)) {
  std::ranges::copy(uid_, memory_.begin());
  if (uid_.size() == 4) memory_[4] = static_cast<u8>(uid_[0] ^ uid_[1] ^ uid_[2] ^ uid_[3]);
  const std::size_t at = uid_.size() == 4 ? 5 : 7;
  memory_[at] = sak;
  memory_[at + 1] = uid_.size() == 4 ? 0x04 : 0x44;
  for (unsigned block = 3; block < blocks; block += 4)
    std::ranges::copy(delivered_trailer, memory_.begin() + block * block_size);
}

void MifareCard::fill(std::span<const u8> bytes) {
  std::ranges::copy(bytes.first(std::min(bytes.size(), memory_.size())), memory_.begin());
}

std::array<u8, 5> MifareCard::level(unsigned n) const {
  std::array<u8, 5> part{};
  if (uid_.size() == 7 && n == 0)
    part = {cascade_tag, uid_[0], uid_[1], uid_[2]};
  else
    std::copy_n(uid_.end() - 4, 4, part.begin());
  part[4] = static_cast<u8>(part[0] ^ part[1] ^ part[2] ^ part[3]);
  return part;
}

std::optional<RfFrame> MifareCard::give_up() {
  state_ = State::idle;
  writing_ = -1;
  return std::nullopt;
}

std::optional<RfFrame> MifareCard::refuse() {
  give_up();
  return RfFrame{{invalid_operation}, 4};
}

std::optional<RfFrame> MifareCard::answer(const RfFrame& frame, bool encrypted) {
  if (frame.bytes.empty() || encrypted != (state_ == State::authenticated)) return give_up();
  if (frame.bytes.size() == 1 && frame.last_bits == 7) {
    const bool called = frame.bytes[0] == wupa || (frame.bytes[0] == reqa && !halted_);
    if (state_ != State::idle || !called) return give_up();
    state_ = State::ready;
    levels_ = 0;
    return RfFrame{{static_cast<u8>(uid_.size() == 4 ? 0x04 : 0x44), 0x00}};  // table 11
  }
  if (frame.last_bits) return give_up();
  switch (state_) {
    case State::idle: return std::nullopt;
    case State::ready: return select(frame);
    default: return command(frame.bytes);
  }
}

// Anticollision and selection; one card alone never collides.
std::optional<RfFrame> MifareCard::select(const RfFrame& frame) {
  const auto& in = frame.bytes;
  const auto own = level(levels_);
  if (in.size() < 2 || in[0] != selects[levels_]) return give_up();
  const unsigned known = in[1] / 16u - 2;
  if (in[1] != whole) {
    if (in[1] % 16 || known > 4 || in.size() != 2 + known || !std::equal(in.begin() + 2, in.end(), own.begin()))
      return give_up();
    return RfFrame{{own.begin() + known, own.end()}};
  }
  if (in.size() != 9 || !crc_fits(in) || !std::equal(own.begin(), own.end(), in.begin() + 2)) return give_up();
  const bool complete = uid_.size() == 4 || ++levels_ == 2;
  if (complete) state_ = State::active;
  return with_crc({complete ? sak : sak_incomplete});
}

std::optional<RfFrame> MifareCard::command(std::span<const u8> in) {
  if (writing_ >= 0) return write(in);
  if (!crc_fits(in)) {
    if (state_ == State::active) return give_up();
    give_up();
    return RfFrame{{crc_wrong}, 4};
  }
  if (in[0] == halt && in[1] == 0) {
    halted_ = true;
    return give_up();
  }
  if (in.size() != 4 || state_ != State::authenticated) return refuse();
  if (in[0] == read_command) return read(in[1]);
  if (in[0] == write_command) return begin_write(in[1]);
  return refuse();
}

bool MifareCard::authenticate(Key key, unsigned block, std::span<const u8> given, std::span<const u8> uid,
                              bool encrypted) {
  const bool ready = state_ == (encrypted ? State::authenticated : State::active);
  writing_ = -1;
  if (!ready || block >= blocks || !std::equal(uid.begin(), uid.end(), uid_.end() - 4)) {
    give_up();
    return false;
  }
  const auto trailer = this->block(block | 3);
  const auto stored = trailer.subspan(key == Key::a ? 0 : 10, 6);
  if (!std::ranges::equal(given, stored)) {
    give_up();
    return false;
  }
  state_ = State::authenticated;
  sector_ = static_cast<u8>(block / 4);
  key_ = key;
  return true;
}

// 8.7.1: bytes 6 to 8 of the trailer, each bit also inverted. What does not fit locks the sector.
unsigned MifareCard::condition(unsigned block) const {
  const auto trailer = this->block(block | 3);
  const unsigned n = block % 4, c1 = trailer[7] >> 4, c2 = trailer[8] & 15u, c3 = trailer[8] >> 4;
  const bool fits = (trailer[6] & 15u) == (~c1 & 15u) && trailer[6] >> 4 == static_cast<int>(~c2 & 15u) &&
                    (trailer[7] & 15u) == (~c3 & 15u);
  if (!fits) return 7;
  return (c1 >> n & 1) << 2 | (c2 >> n & 1) << 1 | (c3 >> n & 1);
}

// Table 7: where key B can be read, it is no key.
bool MifareCard::reads_key_b(unsigned sector) const {
  const unsigned c = condition(sector * 4 + 3);
  return c == 0 || c == 1 || c == 2;
}

// Table 8, by C1 C2 C3: with which keys a data block can be read and written.
bool MifareCard::may(unsigned block, bool writing) const {
  enum : u8 { none = 0, b = 2, both = 3 };
  static constexpr u8 reads[] = {both, both, both, b, both, b, both, none};
  static constexpr u8 writes[] = {both, none, none, b, b, none, b, none};
  if (key_ == Key::b && reads_key_b(sector_)) return false;
  return (writing ? writes : reads)[condition(block)] & (key_ == Key::a ? 1 : 2);
}

std::optional<RfFrame> MifareCard::read(unsigned block) {
  if (block >= blocks || block / 4 != sector_) return refuse();
  std::vector<u8> bytes(this->block(block).begin(), this->block(block).end());
  if (is_trailer(block)) {
    std::fill_n(bytes.begin(), 6, u8{0});
    if (!reads_key_b(sector_)) std::fill_n(bytes.begin() + 10, 6, u8{0});
  } else if (!may(block, false)) {
    return refuse();
  }
  return with_crc(std::move(bytes));
}

std::optional<RfFrame> MifareCard::begin_write(unsigned block) {
  if (block == 0 || block >= blocks || block / 4 != sector_) return refuse();
  if (!is_trailer(block) && !may(block, true)) return refuse();
  writing_ = static_cast<int>(block);
  return RfFrame{{ack}, 4};
}

// Table 7 for trailers: what cannot be written stays as it is.
std::optional<RfFrame> MifareCard::write(std::span<const u8> in) {
  const auto block = static_cast<unsigned>(std::exchange(writing_, -1));
  if (in.size() != block_size + 2 || !crc_fits(in)) {
    give_up();
    return RfFrame{{crc_wrong}, 4};
  }
  const auto to = memory_.begin() + block * block_size;
  const auto copy = [&](unsigned from, unsigned count) { std::copy_n(in.begin() + from, count, to + from); };
  if (!is_trailer(block)) {
    copy(0, block_size);
    return RfFrame{{ack}, 4};
  }
  const unsigned c = condition(block);
  const bool a = key_ == Key::a, with_a = a && (c == 0 || c == 1), with_b = !a && (c == 3 || c == 4);
  const bool access = (a && c == 1) || (!a && (c == 3 || c == 5));
  if (!with_a && !with_b && !access) return refuse();
  if (access) copy(6, 4);
  if (with_a || with_b) copy(0, 6), copy(10, 6);
  return RfFrame{{ack}, 4};
}

void MifareCard::serialize(emulator::State& state) {
  state(memory_, state_, halted_, levels_, sector_, key_, writing_);
}

}  // namespace parts
