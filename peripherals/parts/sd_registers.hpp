#pragma once
// What a memory card tells of itself, and the check sums of its bus. SD Physical Layer Simplified Specification,
// sections 4.5 (CRC), 5.2 (CID), 5.3 (CSD).
#include <array>
#include <span>

#include "emulator/types.hpp"

namespace parts {

enum class SdKind : emulator::u8 { standard, high };  // SDSC: addresses are of bytes; SDHC and SDXC: of blocks

using SdRegister = std::array<emulator::u8, 16>;
// Megabytes (2^20) up to 2048 for standard cards.
SdRegister sd_csd(SdKind, emulator::u32 megabytes);
SdRegister sd_cid(emulator::u32 serial);

emulator::u8 sd_crc7(std::span<const emulator::u8>);  // in bits 7 … 1, with the end bit
emulator::u16 sd_crc16(std::span<const emulator::u8>);

}  // namespace parts
