#pragma once
// Montgomery arithmetic on numbers of many words, the lowest first: what an accelerator for RSA does in hardware.
// Menezes, van Oorschot, Vanstone: "Handbook of Applied Cryptography", 14.36 and 14.94.
#include <span>
#include <vector>

#include "emulator/types.hpp"

namespace esp32 {
using namespace emulator;

using Words = std::vector<u32>;

// x * y / 2^(32n) modulo m, all of n words; m_dash is -1 / m modulo 2^32. As in hardware, a wrong m_dash gives a
// wrong number.
Words montgomery_product(const Words& x, const Words& y, const Words& m, u32 m_dash);
// x ^ y modulo m; r_squared is 2^(64n) modulo m. `products`: how many were multiplied.
Words montgomery_power(const Words& x, const Words& y, const Words& m, const Words& r_squared, u32 m_dash,
                       unsigned& products);
// x * y, twice as long.
Words long_product(const Words& x, const Words& y);

}  // namespace esp32
