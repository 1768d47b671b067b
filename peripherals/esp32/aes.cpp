#include "peripherals/esp32/aes.hpp"

#include <algorithm>
#include <vector>

#include "emulator/cipher.hpp"

namespace esp32 {

namespace {

constexpr u32 decrypts = 1 << 2;
constexpr std::array<int, 3> encrypt_cycles{11, 13, 15}, decrypt_cycles{21, 22, 22};
// Half of a pair of AES_ENDIAN.
constexpr u32 low_byte_first = 1, low_word_first = 2;

u32 swapped(u32 word) { return word << 24 | (word & 0xff00) << 8 | (word >> 8 & 0xff00) | word >> 24; }

std::vector<u8> bytes_of(std::vector<u32> words, u32 order) {
  if (!(order & low_word_first)) std::ranges::reverse(words);
  std::vector<u8> bytes;
  for (const u32 word : words)
    for (unsigned i = 0; i < 4; ++i)
      bytes.push_back(static_cast<u8>((order & low_byte_first ? word : swapped(word)) >> 8 * i));
  return bytes;
}

}  // namespace

Aes::Aes(std::string name, Scheduler& scheduler, ClockSignal& clk)
    : RegisterFile(std::move(name)), scheduler_(scheduler), clk_(clk) {}

void Aes::start(u32 written) {
  if (!(written & 1) || !idle_now()) return;
  const u32 size = mode & 3;
  if (size == 3) return complain(Complaint::Kind::unmodelled, &mode_reg, mode_reg.offset, 7, true);
  std::vector<u32> words;
  for (unsigned i = 0; i < 4 + 2 * size; ++i) words.push_back(key[i]);
  const std::vector<u8> key_bytes = bytes_of(std::move(words), key_order);
  const std::vector<u8> in = bytes_of({text[0], text[1], text[2], text[3]}, text_in);
  AesBlock block;
  std::ranges::copy(in, block.begin());
  block = mode & decrypts ? aes_decrypt(key_bytes, block) : aes_encrypt(key_bytes, block);
  for (unsigned i = 0; i < 4; ++i) {
    const u32 word =
        block[4 * i] | u32{block[4 * i + 1]} << 8 | u32{block[4 * i + 2]} << 16 | u32{block[4 * i + 3]} << 24;
    text_reg[text_out & low_word_first ? i : 3 - i].value = text_out & low_byte_first ? word : swapped(word);
  }
  const int cycles = (mode & decrypts ? decrypt_cycles : encrypt_cycles)[size];
  done_ = scheduler_.now() + (clk_.running() ? clk_.clock().ticks(cycles) : Duration{});
}

void Aes::reset() {
  RegisterFile::reset();
  done_ = {};
}

void Aes::serialize(State& state) {
  RegisterFile::serialize(state);
  i64 done = done_.time_since_epoch().count();
  state(done);
  done_ = Time{Duration{done}};
}

}  // namespace esp32
