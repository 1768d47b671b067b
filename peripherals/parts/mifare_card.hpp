#pragma once
// A MIFARE Classic 1K card in a reader's field: ISO/IEC 14443-3 type A states, and its memory. NXP data sheets
// MF1S50yyX (memory 8.6, access 8.7, commands 9) and, for the states, ISO/IEC 14443-3, 6.2.
//
// Encryption is a question of yes or no: a frame counts as encrypted if the reader is in the same conversation. In
// doubt: an error of any kind takes it back to the idle (or halt) state without an answer, or after a NAK of 4. Not
// modelled: value blocks (increment, decrement, restore, transfer are refused), random numbers, several cards.
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace parts {

// What is sent at once: whole bytes, the last one perhaps with fewer bits.
struct RfFrame {
  std::vector<emulator::u8> bytes;
  unsigned last_bits = 0;  // of the last byte; 0: all
};

// ISO/IEC 14443-3, annex B: CRC_A is that with 0x6363 to begin with.
emulator::u16 rf_crc(std::span<const emulator::u8>, emulator::u16 preset = 0x6363);

class MifareCard {
 public:
  using u8 = emulator::u8;
  static constexpr unsigned blocks = 64, block_size = 16;
  enum class Key : u8 { a, b };

  explicit MifareCard(std::vector<u8> uid);  // 4 or 7 bytes; as it is delivered
  void fill(std::span<const u8> bytes);      // all of its memory
  std::span<const u8> memory() const { return memory_; }
  const std::vector<u8>& uid() const { return uid_; }
  std::span<const u8> block(unsigned n) const { return std::span{memory_}.subspan(n * block_size, block_size); }

  void field_off() { state_ = State::idle, halted_ = false, writing_ = -1; }
  std::optional<RfFrame> answer(const RfFrame&, bool encrypted);
  bool authenticate(Key, unsigned block, std::span<const u8> key, std::span<const u8> uid, bool encrypted);
  void serialize(emulator::State&);

 private:
  enum class State : u8 { idle, ready, active, authenticated };

  std::optional<RfFrame> give_up();
  std::optional<RfFrame> refuse();
  std::optional<RfFrame> select(const RfFrame&);
  std::optional<RfFrame> command(std::span<const u8>);
  std::optional<RfFrame> read(unsigned block);
  std::optional<RfFrame> begin_write(unsigned block);
  std::optional<RfFrame> write(std::span<const u8>);
  std::array<u8, 5> level(unsigned n) const;  // UID bytes and check byte of a cascade level
  unsigned condition(unsigned block) const;   // C1 C2 C3
  bool reads_key_b(unsigned sector) const;
  bool may(unsigned block, bool writing) const;

  std::vector<u8> uid_;
  std::array<u8, blocks * block_size> memory_{};
  State state_ = State::idle;
  bool halted_ = false;
  u8 levels_ = 0;  // of its UID that have been selected
  u8 sector_ = 0;  // that it is authenticated for
  Key key_ = Key::a;
  int writing_ = -1;  // the block whose data come next
};

}  // namespace parts
