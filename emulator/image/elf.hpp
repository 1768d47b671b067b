// ELF32, little-endian, linked programs for Arm, Xtensa and RISC-V (System V ABI, gABI 4.1; AAELF32).
// Each PT_LOAD header's file bytes go to its physical address (where the bytes lie in flash or ROM); memory without
// file bytes (.bss) is the start-up code's business and gives no segment. Not read: DWARF, dynamic linking,
// relocations.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "emulator/image/image.hpp"

namespace emulator {

bool is_elf(std::span<const std::uint8_t> bytes);
Image load_elf32(std::span<const std::uint8_t> bytes, std::string_view source);

}  // namespace emulator
