#include "peripherals/parts/sd_registers.hpp"

namespace parts {

using namespace emulator;

namespace {

// Bits as the tables count them: 127 is the first on the wire.
void put(SdRegister& reg, unsigned high, unsigned low, u32 value) {
  for (unsigned bit = low; bit <= high; ++bit, value >>= 1)
    if (value & 1) reg[15 - bit / 8] = static_cast<u8>(reg[15 - bit / 8] | 1 << bit % 8);
}

void finish(SdRegister& reg) { reg[15] = sd_crc7(std::span{reg}.first(15)); }

}  // namespace

SdRegister sd_csd(SdKind kind, u32 megabytes) {
  SdRegister csd{};
  const bool high = kind == SdKind::high;
  put(csd, 127, 126, high);                // CSD_STRUCTURE: version 1.0 or 2.0
  put(csd, 119, 112, high ? 0x0e : 0x26);  // TAAC: 1 ms; 1.5 ms
  put(csd, 103, 96, 0x32);                 // TRAN_SPEED: 25 MHz
  put(csd, 95, 84, 0x5b5);                 // CCC
  if (high) {
    put(csd, 83, 80, 9);                  // READ_BL_LEN
    put(csd, 69, 48, megabytes * 2 - 1);  // C_SIZE, in 512 KiB
    put(csd, 25, 22, 9);                  // WRITE_BL_LEN
  } else {
    const u32 length = megabytes > 1024 ? 10 : 9;  // 4096 * 512 blocks at most
    put(csd, 83, 80, length);
    put(csd, 79, 79, 1);                                      // READ_BL_PARTIAL
    put(csd, 73, 62, (megabytes << 20 >> (length + 9)) - 1);  // C_SIZE
    put(csd, 61, 50, 0xfff);                                  // currents
    put(csd, 49, 47, 7);                                      // C_SIZE_MULT: times 512
    put(csd, 25, 22, length);
  }
  put(csd, 46, 46, 1);     // ERASE_BLK_EN
  put(csd, 45, 39, 0x7f);  // SECTOR_SIZE
  put(csd, 28, 26, 2);     // R2W_FACTOR
  finish(csd);
  return csd;
}

SdRegister sd_cid(u32 serial) {
  SdRegister cid{};
  constexpr u8 name[] = {'V', 'I', 'V', 'C', 'A', 'R', 'D'};  // OID, PNM; no maker has 0
  for (unsigned i = 0; i < sizeof name; ++i) cid[1 + i] = name[i];
  put(cid, 63, 56, 0x10);  // PRV 1.0
  put(cid, 55, 24, serial);
  put(cid, 19, 8, 24 << 4 | 1);  // MDT: January 2024
  finish(cid);
  return cid;
}

// x^7 + x^3 + 1
u8 sd_crc7(std::span<const u8> bytes) {
  u32 crc = 0;
  for (const u8 byte : bytes)
    for (unsigned i = 8; i--;) {
      const bool top = (crc >> 6 ^ byte >> i) & 1;
      crc = (crc << 1 ^ (top ? 0x09u : 0u)) & 0x7f;
    }
  return static_cast<u8>(crc << 1 | 1);
}

// x^16 + x^12 + x^5 + 1
u16 sd_crc16(std::span<const u8> bytes) {
  u32 crc = 0;
  for (const u8 byte : bytes) {
    crc ^= u32{byte} << 8;
    for (unsigned i = 0; i < 8; ++i) crc = crc << 1 ^ (crc & 0x8000 ? 0x1021u : 0u);
    crc &= 0xffff;
  }
  return static_cast<u16>(crc);
}

}  // namespace parts
