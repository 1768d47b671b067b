#pragma once
// One block through SHA-1, SHA-256 or SHA-512, from and to a state that can be looked at in between: what a hashing
// accelerator does. FIPS 180-4, section 6.
#include <array>
#include <span>

#include "emulator/types.hpp"

namespace esp32 {
using namespace emulator;

using Sha1State = std::array<u32, 5>;
using Sha256State = std::array<u32, 8>;
using Sha512State = std::array<u64, 8>;  // of SHA-384, too

extern const Sha1State sha1_initial;
extern const Sha256State sha256_initial;
extern const Sha512State sha384_initial, sha512_initial;

void sha1_block(Sha1State&, std::span<const u32, 16> message);
void sha256_block(Sha256State&, std::span<const u32, 16> message);
void sha512_block(Sha512State&, std::span<const u64, 16> message);

}  // namespace esp32
