#include "peripherals/nrf5/ccm.hpp"

#include <algorithm>

namespace nrf5 {

namespace {

// The data structure at CNFPTR.
constexpr u32 key_offset = 0, counter_offset = 16, direction_offset = 24, iv_offset = 25;
constexpr u32 payload_offset = 3;  // of a packet in memory: header, length, RFU
constexpr u8 max_payload = 27, mic_size = 4;
// NESN, SN and MD of a data header are no part of what is authenticated.
constexpr u8 header_mask = 0xe3;
constexpr u8 b0_flags = 0x49, counter_flags = 0x01;

void xor_into(AesBlock& block, const AesBlock& other) {
  for (std::size_t i = 0; i < block.size(); ++i) block[i] ^= other[i];
}

}  // namespace

Ccm::Ccm(Scheduler& scheduler, Bus& bus, AesCore& core) : Peripheral("CCM", scheduler), memory_(bus), core_(core) {
  core_.add_user([this] { return done_.pending(); });
}

void Ccm::generate() {
  if (!enabled()) return;
  core_.take();
  doing_ = Doing::key_stream;
  done_.after(AesCore::block_time * static_cast<int>(key_stream_.size()));
}

// In doubt: the manual gives no time for CRYPT alone. Here: the blocks of the message authentication code.
void Ccm::crypt() {
  if (!enabled() || doing_ == Doing::key_stream) return;
  core_.take();
  doing_ = Doing::crypt;
  const u8 length = memory_.read(inptr + 1);
  done_.after(AesCore::block_time * (2 + (length + 15) / 16));
}

void Ccm::abort() {
  done_.cancel();
  doing_ = Doing::nothing;
}

void Ccm::finish() {
  const Doing was = doing_;
  doing_ = Doing::nothing;
  if (was == Doing::key_stream) {
    for (u16 i = 0; i < key_stream_.size(); ++i) {
      AesBlock block = counter_block(i);
      block[0] = counter_flags;
      key_stream_[i] = aes128_encrypt(key(), block);
    }
    return end_ksgen.fire();
  }
  if (decryption)
    decrypt();
  else
    encrypt();
}

void Ccm::encrypt() {
  const u8 header = memory_.read(inptr), length = memory_.read(inptr + 1);
  if (length > max_payload) return error.fire();
  std::vector<u8> plain(length);
  memory_.read(inptr + payload_offset, plain);
  memory_.write(outptr, header);
  memory_.write(outptr + 1, length ? static_cast<u8>(length + mic_size) : u8{0});
  memory_.write(outptr + 2, memory_.read(inptr + 2));
  if (length) {  // an empty packet gets no MIC
    memory_.write(outptr + payload_offset, apply_key_stream(plain));
    memory_.write(outptr + payload_offset + length, mic(header, plain));
  }
  end_crypt.fire();
}

void Ccm::decrypt() {
  const u8 header = memory_.read(inptr), length = memory_.read(inptr + 1);
  if (length > max_payload + mic_size || (length && length < mic_size)) return error.fire();
  micstatus = true;
  memory_.write(outptr, header);
  memory_.write(outptr + 2, memory_.read(inptr + 2));
  const u8 plain_length = length ? static_cast<u8>(length - mic_size) : u8{0};
  memory_.write(outptr + 1, plain_length);
  if (length) {
    std::vector<u8> cipher(plain_length);
    memory_.read(inptr + payload_offset, cipher);
    const std::vector<u8> plain = apply_key_stream(cipher);
    memory_.write(outptr + payload_offset, plain);
    std::array<u8, mic_size> received{};
    memory_.read(inptr + payload_offset + plain_length, received);
    micstatus = received == mic(header, plain);
  }
  end_crypt.fire();
}

AesBlock Ccm::key() const {
  AesBlock key{};
  memory_.read(cnfptr + key_offset, key);
  return key;
}

// Flags (left 0), the nonce of 13 octets, and a number in the last two.
AesBlock Ccm::counter_block(u16 number) const {
  AesBlock block{};
  const std::span<u8> octets{block};
  memory_.read(cnfptr + counter_offset, octets.subspan(1, 5));
  const u8 direction = memory_.read(cnfptr + direction_offset) & 1;
  block[5] = static_cast<u8>((block[5] & 0x7f) | direction << 7);
  memory_.read(cnfptr + iv_offset, octets.subspan(6, 8));
  block[14] = static_cast<u8>(number >> 8);
  block[15] = static_cast<u8>(number);
  return block;
}

std::array<u8, 4> Ccm::mic(u8 header, std::span<const u8> plain) const {
  const AesBlock k = key();
  AesBlock x = counter_block(static_cast<u16>(plain.size()));
  x[0] = b0_flags;
  x = aes128_encrypt(k, x);
  xor_into(x, {0, 1, static_cast<u8>(header & header_mask)});  // one octet of additional data
  x = aes128_encrypt(k, x);
  for (std::size_t at = 0; at < plain.size(); at += 16) {
    AesBlock block{};
    std::ranges::copy(plain.subspan(at, std::min<std::size_t>(16, plain.size() - at)), block.begin());
    xor_into(x, block);
    x = aes128_encrypt(k, x);
  }
  xor_into(x, key_stream_[0]);
  return {x[0], x[1], x[2], x[3]};
}

std::vector<u8> Ccm::apply_key_stream(std::span<const u8> in) const {
  std::vector<u8> out(in.begin(), in.end());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] ^= key_stream_[1 + i / 16][i % 16];
  return out;
}

void Ccm::reset() {
  Peripheral::reset();
  abort();
  key_stream_ = {};
}

void Ccm::serialize(State& state) {
  Peripheral::serialize(state);
  state(doing_, key_stream_, done_);
}

}  // namespace nrf5
