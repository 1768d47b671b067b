#include "peripherals/rp2040/dma_sniffer.hpp"

#include <bit>

namespace rp2040 {

namespace {

// One step a bit of a CRC of `degree` bits, whose register shifts left.
u32 crc(u32 accumulator, u32 data, unsigned bits, bool lsb_first, unsigned degree, u32 polynomial) {
  for (unsigned i = 0; i < bits; ++i) {
    const u32 in = data >> (lsb_first ? i : bits - 1 - i) & 1;
    const u32 out = accumulator >> (degree - 1) & 1;
    accumulator = accumulator << 1 ^ (in ^ out ? polynomial : 0);
  }
  return degree == 32 ? accumulator : accumulator & ((1u << degree) - 1);
}

}  // namespace

u32 byte_swapped(u32 data, unsigned width) {
  switch (width) {
    case 2: return (data & 0xff) << 8 | (data >> 8 & 0xff);
    case 4: return __builtin_bswap32(data);
    default: return data;
  }
}

u32 bit_reversed(u32 value) {
  u32 out = 0;
  for (unsigned i = 0; i < 32; ++i) out |= (value >> i & 1) << (31 - i);
  return out;
}

u32 checksum(Checksum kind, u32 accumulator, u32 data, unsigned width) {
  constexpr u32 ieee_802_3 = 0x04c1'1db7, ccitt = 0x1021;
  switch (kind) {
    case Checksum::crc32: return crc(accumulator, data, 8 * width, false, 32, ieee_802_3);
    case Checksum::crc32r: return crc(accumulator, data, 8 * width, true, 32, ieee_802_3);
    case Checksum::crc16: return crc(accumulator, data, 8 * width, false, 16, ccitt);
    case Checksum::crc16r: return crc(accumulator, data, 8 * width, true, 16, ccitt);
    case Checksum::even: return (accumulator ^ static_cast<u32>(std::popcount(data))) & 1;
    case Checksum::sum: return accumulator + data;
  }
  return accumulator;
}

}  // namespace rp2040
