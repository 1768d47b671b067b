#pragma once
// The checksums that the DMA's sniffer can calculate. RP2040 Datasheet 2.5.5.2 "CRC Calculation" and SNIFF_CTRL in
// 2.5.7. Data go in most significant bit first, or as the "bit reversed" kinds say least significant bit first.
#include "emulator/types.hpp"

namespace rp2040 {
using namespace emulator;

enum class Checksum : u8 { crc32 = 0, crc32r = 1, crc16 = 2, crc16r = 3, even = 0xe, sum = 0xf };

u32 byte_swapped(u32 data, unsigned width);  // width in bytes: 1, 2 or 4
u32 bit_reversed(u32 value);
// The accumulator after one transfer of `width` bytes. The kinds 4 to 13 are not assigned: the accumulator stays.
u32 checksum(Checksum, u32 accumulator, u32 data, unsigned width);

}  // namespace rp2040
