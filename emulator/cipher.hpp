// The block cipher that chips offer in hardware, computed by OpenSSL's libcrypto.
#pragma once

#include <array>
#include <cstdint>

namespace emulator {

using AesBlock = std::array<std::uint8_t, 16>;

// One block through AES-128 (FIPS 197), bytes in that standard's order.
AesBlock aes128_encrypt(const AesBlock& key, const AesBlock& plain);

}  // namespace emulator
