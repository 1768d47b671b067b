// Digests and checksums that file formats carry, computed by OpenSSL's libcrypto and zlib.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace emulator {

std::array<std::uint8_t, 32> sha256(std::span<const std::uint8_t> bytes);
std::array<std::uint8_t, 16> md5(std::span<const std::uint8_t> bytes);

// CRC-32 as in ISO 3309, ITU-T V.42 and zlib: reflected polynomial 0xEDB88320, start and final inversion.
std::uint32_t crc32(std::span<const std::uint8_t> bytes);

// Lower-case hexadecimal digits, the way sha256sum prints a digest.
std::string to_hex(std::span<const std::uint8_t> bytes);

}  // namespace emulator
