#include "peripherals/esp32/rsa.hpp"

#include <openssl/bn.h>

#include <catch2/catch.hpp>
#include <memory>

using namespace esp32;

namespace {

constexpr u32 m = 0x000, z = 0x200, y = 0x400, x = 0x600, m_dash = 0x800, modexp_mode = 0x804, modexp_start = 0x808,
              mult_mode = 0x80c, mult_start = 0x810, interrupt = 0x814, clean = 0x818;

// OpenSSL's numbers as the oracle.
struct Free {
  void operator()(BIGNUM* n) const { BN_free(n); }
};
using Number = std::unique_ptr<BIGNUM, Free>;
struct Context {
  BN_CTX* c = BN_CTX_new();
  ~Context() { BN_CTX_free(c); }
} context;

Number number(const Words& w) {
  return Number{BN_lebin2bn(reinterpret_cast<const u8*>(w.data()), static_cast<int>(4 * w.size()), nullptr)};
}
Words words(const Number& n, std::size_t size) {
  Words w(size);
  REQUIRE(BN_bn2lebinpad(n.get(), reinterpret_cast<u8*>(w.data()), static_cast<int>(4 * size)) >= 0);
  return w;
}
Number zero() { return Number{BN_new()}; }

Words some(std::size_t size, u32 seed) {
  Words w(size);
  for (u32& word : w) word = seed = seed * 1664525 + 1013904223;
  return w;
}
u32 dash(u32 low) {  // -1 / low modulo 2^32
  u32 inverse = 1;
  for (int i = 0; i < 5; ++i) inverse *= 2 - low * inverse;
  return 0u - inverse;
}
Words power_of_two_mod(int exponent, const Words& modulus) {
  Number p = zero(), r = zero();
  BN_set_bit(p.get(), exponent);
  BN_mod(r.get(), p.get(), number(modulus).get(), context.c);
  return words(r, modulus.size());
}

struct RsaBench {
  Scheduler scheduler;
  ClockSignal clk{"apb_clk", 80'000'000};
  Rsa rsa{"RSA", scheduler, clk};

  void put(u32 at, const Words& w) {
    for (const u32 word : w) rsa.write(at, word), at += 4;
  }
  Words get(std::size_t size) {
    Words w(size);
    for (std::size_t i = 0; i < size; ++i) w[i] = rsa.read(z + 4 * static_cast<u32>(i));
    return w;
  }
  void go(u32 start) {
    rsa.write(start, 1);
    CHECK(rsa.read(interrupt) == 0);
    CHECK_FALSE(rsa.irq.level());
    while (!rsa.read(interrupt)) scheduler.run_until(scheduler.now() + std::chrono::milliseconds{1});
    CHECK(rsa.irq.level());
    rsa.write(interrupt, 1);
    CHECK_FALSE(rsa.irq.level());
  }
};

}  // namespace

TEST_CASE("ESP32 RSA: every bit is described", "[esp32]") {
  RsaBench b;
  CHECK(b.rsa.mistakes().empty());
  CHECK(b.rsa.unmodelled().empty());
  CHECK(b.rsa.read(clean) == 1);
}

TEST_CASE("ESP32 RSA: powers of numbers of 512 to 4096 bits", "[esp32]") {
  RsaBench b;
  for (const std::size_t n : {16u, 32u, 64u, 128u}) {
    Words modulus = some(n, 1), base = some(n, 2), exponent(n);
    modulus[0] |= 1;
    modulus[n - 1] |= 1u << 31;
    base[n - 1] >>= 1;
    exponent[0] = 65537;
    exponent[1] = n == 16 ? 0x1234 : 0;
    b.put(m, modulus);
    b.put(x, base);
    b.put(y, exponent);
    b.put(z, power_of_two_mod(static_cast<int>(64 * n), modulus));
    b.rsa.write(m_dash, dash(modulus[0]));
    b.rsa.write(modexp_mode, static_cast<u32>(n / 16 - 1));
    b.go(modexp_start);
    Number expected = zero();
    BN_mod_exp(expected.get(), number(base).get(), number(exponent).get(), number(modulus).get(), context.c);
    CHECK(b.get(n) == words(expected, n));
  }
}

TEST_CASE("ESP32 RSA: a modular product in two steps", "[esp32]") {
  RsaBench b;
  const std::size_t n = 32;
  Words modulus = some(n, 3), left = some(n, 4), right = some(n, 5);
  modulus[0] |= 1;
  modulus[n - 1] = ~0u;
  b.put(m, modulus);
  b.put(x, left);
  b.put(z, power_of_two_mod(64 * n, modulus));
  b.rsa.write(m_dash, dash(modulus[0]));
  b.rsa.write(mult_mode, n / 16 - 1);
  b.go(mult_start);
  b.put(x, right);
  b.go(mult_start);
  Number expected = zero();
  BN_mod_mul(expected.get(), number(left).get(), number(right).get(), number(modulus).get(), context.c);
  CHECK(b.get(n) == words(expected, n));
}

TEST_CASE("ESP32 RSA: products of numbers of up to 2048 bits", "[esp32]") {
  RsaBench b;
  for (const u32 n : {16u, 32u, 64u}) {
    const Words left = some(n, 6), right = some(n, 7);
    b.put(x, left);
    b.put(z + 4 * n, right);
    b.rsa.write(mult_mode, 2 * n / 16 - 1 + 8);
    b.go(mult_start);
    Number expected = zero();
    BN_mul(expected.get(), number(left).get(), number(right).get(), context.c);
    CHECK(b.get(2 * n) == words(expected, 2 * n));
  }
}

TEST_CASE("ESP32 RSA: a wrong M' gives a wrong number", "[esp32]") {
  RsaBench b;
  Words modulus = some(16, 8);
  modulus[0] |= 1;
  b.put(m, modulus);
  b.put(x, some(16, 9));
  b.put(z, some(16, 10));
  b.rsa.write(m_dash, dash(modulus[0]));
  b.go(mult_start);
  const Words right = b.get(16);
  b.put(z, some(16, 10));
  b.rsa.write(m_dash, dash(modulus[0]) + 2);
  b.go(mult_start);
  CHECK(b.get(16) != right);
}

TEST_CASE("ESP32 RSA: a snapshot while it works, and a reset", "[esp32]") {
  RsaBench a, b;
  a.put(x, some(16, 1));
  a.put(z + 64, some(16, 2));
  a.rsa.write(mult_mode, 9);
  a.rsa.write(mult_start, 1);
  State saved;
  a.rsa.serialize(saved);
  State load{saved.data()};
  b.rsa.serialize(load);
  b.scheduler.run_until(Time{std::chrono::milliseconds{1}});
  CHECK(b.rsa.irq.level());
  CHECK(b.get(32) == long_product(some(16, 1), some(16, 2)));
  a.rsa.reset();
  a.scheduler.run_until(Time{std::chrono::milliseconds{1}});
  CHECK_FALSE(a.rsa.irq.level());
  CHECK(a.get(32) == Words(32, 0));
}
