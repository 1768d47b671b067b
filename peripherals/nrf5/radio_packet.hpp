#pragma once
// The bits of a packet as RADIO sends them: address, S0, LENGTH, S1, payload and CRC, whitened from S0 on.
// nRF51 Series Reference Manual v3.0.1, chapter 17.
#include <functional>
#include <span>
#include <vector>

#include "emulator/types.hpp"

namespace nrf5 {
using namespace emulator;

using Bitstream = std::vector<u8>;  // one bit each, in the order they go on air

// PCNF0, PCNF1, CRCCNF, CRCPOLY, CRCINIT and DATAWHITEIV.
struct PacketFormat {
  unsigned length_bits = 0, s0_bits = 0, s1_bits = 0;
  unsigned max_length = 0, static_length = 0;
  bool msb_first = false;  // ENDIAN, of S0, LENGTH, S1 and payload
  bool whitened = false;
  u8 whitening_start = 0;
  unsigned crc_bytes = 0;
  bool crc_skips_address = false;
  u32 crc_polynomial = 0, crc_start = 0;

  unsigned header_bits() const { return s0_bits + length_bits + s1_bits; }
  // In memory each of S0, LENGTH and S1 takes a byte if it is on air at all.
  unsigned header_bytes() const { return (s0_bits > 0) + (length_bits > 0) + (s1_bits > 0); }
  unsigned payload_length(unsigned length_field) const;
};

// The base address loses its least significant bytes if it is shorter than four; it comes first, least
// significant bit first, then the prefix.
Bitstream address_bits(u32 base, unsigned base_length, u8 prefix);

// Data whitening: x^7 + x^4 + 1. The register's bit 0 is position 6, from which the output comes.
class Whitening {
 public:
  explicit Whitening(u8 start) : state_(start | 0x40) {}
  u8 next() {
    const u8 out = state_ & 1;
    state_ = static_cast<u8>(state_ >> 1 ^ (out ? 0x44 : 0));
    return out;
  }

 private:
  u8 state_;
};

// Bits enter in the order they are on air; the most significant bit of the result is sent first.
class PacketCrc {
 public:
  explicit PacketCrc(const PacketFormat&);
  void add(u8 bit);
  u32 value() const { return value_; }

 private:
  unsigned bits_;
  u32 polynomial_, mask_, value_;
};

// What is sent for a packet in memory; `fetch` gets the byte at an offset from PACKETPTR.
Bitstream assemble(const PacketFormat&, const Bitstream& address, const std::function<u8(u32 offset)>& fetch);

// Takes a packet apart while its bits come in, `bit` being asked for them by their position behind the address.
class PacketReader {
 public:
  PacketReader(const PacketFormat& format, const Bitstream& address, std::function<u8(std::size_t)> bit);
  void read_header();
  void read_payload();
  void read_crc();

  unsigned s0() const { return fields_[0]; }
  unsigned payload_length() const { return format_.payload_length(fields_[1]); }
  std::vector<u8> memory() const;  // as it lies at PACKETPTR, as far as it was read
  std::span<const u8> payload() const { return payload_; }
  u32 received_crc() const { return received_crc_; }
  bool crc_ok() const { return received_crc_ == expected_crc_; }

 private:
  u8 next(bool counts);
  unsigned field(unsigned width);

  PacketFormat format_;
  std::function<u8(std::size_t)> bit_;
  std::size_t position_ = 0;
  Whitening whitening_;
  PacketCrc crc_;
  unsigned fields_[3] = {};  // S0, LENGTH, S1
  std::vector<u8> payload_;
  u32 received_crc_ = 0, expected_crc_ = 0;
};

}  // namespace nrf5
