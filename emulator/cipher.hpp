// The block cipher that chips offer in hardware, computed by OpenSSL's libcrypto.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace emulator {

using AesBlock = std::array<std::uint8_t, 16>;

// One block through AES (FIPS 197), bytes in that standard's order. Keys of 16, 24 or 32 bytes.
AesBlock aes_encrypt(std::span<const std::uint8_t> key, const AesBlock& plain);
AesBlock aes_decrypt(std::span<const std::uint8_t> key, const AesBlock& cipher);
AesBlock aes128_encrypt(const AesBlock& key, const AesBlock& plain);

}  // namespace emulator
