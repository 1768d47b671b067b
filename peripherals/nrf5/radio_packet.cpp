#include "peripherals/nrf5/radio_packet.hpp"

#include <algorithm>

namespace nrf5 {

namespace {

void append(Bitstream& bits, u32 value, unsigned width, bool msb_first) {
  for (unsigned i = 0; i < width; ++i) bits.push_back(value >> (msb_first ? width - 1 - i : i) & 1);
}

}  // namespace

unsigned PacketFormat::payload_length(unsigned length_field) const {
  return std::min(length_field + static_length, max_length);
}

Bitstream address_bits(u32 base, unsigned base_length, u8 prefix) {
  Bitstream bits;
  for (unsigned byte = 4 - base_length; byte < 4; ++byte) append(bits, base >> 8 * byte, 8, false);
  append(bits, prefix, 8, false);
  return bits;
}

PacketCrc::PacketCrc(const PacketFormat& f)
    : bits_(8 * f.crc_bytes),
      polynomial_(f.crc_polynomial | 1),
      mask_(static_cast<u32>((u64{1} << bits_) - 1)),
      value_(f.crc_start & mask_) {}

void PacketCrc::add(u8 bit) {
  if (!bits_) return;
  const bool feedback = (value_ >> (bits_ - 1) & 1) != bit;
  value_ = (value_ << 1 ^ (feedback ? polynomial_ : 0)) & mask_;
}

Bitstream assemble(const PacketFormat& f, const Bitstream& address, const std::function<u8(u32 offset)>& fetch) {
  Bitstream packet;
  u32 offset = 0, length = 0;
  if (f.s0_bits) append(packet, fetch(offset++), f.s0_bits, f.msb_first);
  if (f.length_bits) {
    length = fetch(offset++) & ((1u << f.length_bits) - 1);
    append(packet, length, f.length_bits, f.msb_first);
  }
  if (f.s1_bits) append(packet, fetch(offset++), f.s1_bits, f.msb_first);
  for (unsigned i = 0; i < f.payload_length(length); ++i) append(packet, fetch(offset++), 8, f.msb_first);

  PacketCrc crc{f};
  if (!f.crc_skips_address)
    for (const u8 bit : address) crc.add(bit);
  for (const u8 bit : packet) crc.add(bit);
  append(packet, crc.value(), 8 * f.crc_bytes, true);

  if (f.whitened) {
    Whitening whitening{f.whitening_start};
    for (u8& bit : packet) bit ^= whitening.next();
  }
  packet.insert(packet.begin(), address.begin(), address.end());
  return packet;
}

PacketReader::PacketReader(const PacketFormat& format, const Bitstream& address, std::function<u8(std::size_t)> bit)
    : format_(format), bit_(std::move(bit)), whitening_(format.whitening_start), crc_(format) {
  if (!format_.crc_skips_address)
    for (const u8 b : address) crc_.add(b);
}

u8 PacketReader::next(bool counts) {
  u8 bit = bit_(position_++);
  if (format_.whitened) bit ^= whitening_.next();
  if (counts) crc_.add(bit);
  return bit;
}

unsigned PacketReader::field(unsigned width) {
  unsigned value = 0;
  for (unsigned i = 0; i < width; ++i) {
    const unsigned bit = next(true);
    value = format_.msb_first ? value << 1 | bit : value | bit << i;
  }
  return value;
}

void PacketReader::read_header() {
  fields_[0] = field(format_.s0_bits);
  fields_[1] = field(format_.length_bits);
  fields_[2] = field(format_.s1_bits);
}

void PacketReader::read_payload() {
  for (unsigned i = 0; i < payload_length(); ++i) payload_.push_back(static_cast<u8>(field(8)));
}

void PacketReader::read_crc() {
  expected_crc_ = crc_.value();
  for (unsigned i = 0; i < 8 * format_.crc_bytes; ++i) received_crc_ = received_crc_ << 1 | next(false);
}

std::vector<u8> PacketReader::memory() const {
  std::vector<u8> bytes;
  if (format_.s0_bits) bytes.push_back(static_cast<u8>(fields_[0]));
  if (format_.length_bits) bytes.push_back(static_cast<u8>(fields_[1]));
  if (format_.s1_bits) bytes.push_back(static_cast<u8>(fields_[2]));
  bytes.insert(bytes.end(), payload_.begin(), payload_.end());
  return bytes;
}

}  // namespace nrf5
