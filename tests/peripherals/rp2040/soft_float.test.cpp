// The boot ROM's floating point, through the tables, next to the real ROM's code where that is there.
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>

#include "bootrom_rig.hpp"
#include "emulator/random.hpp"
#include "peripherals/rp2040/soft_float.hpp"

using namespace test;
using O = rp2040::soft_float::Operation;
using Args = rp2040::soft_float::Registers;

namespace {

u32 bits(float f) { return std::bit_cast<u32>(f); }
u64 bits(double d) { return std::bit_cast<u64>(d); }

Args call(BootRig& r, bool of_double, O o, const Args& in) {
  const u32 table = r.data(of_double ? "SD" : "SF");
  r.call(r.rom_word(table + 4 * static_cast<u32>(o)), {in[0], in[1], in[2], in[3]}, 1s);
  return {r.r(0), r.r(1), r.r(2), r.r(3)};
}

u32 f(BootRig& r, O o, float x, float y = 0) { return call(r, false, o, {bits(x), bits(y), 0, 0})[0]; }

constexpr std::array<u32, 16> special{0,           0x8000'0000, 1,           0x8000'0001, 0x007f'ffff, 0x0080'0000,
                                      0x8080'0000, 0x3f80'0000, 0xbf80'0000, 0x7f7f'ffff, 0xff7f'ffff, 0x7f80'0000,
                                      0xff80'0000, 0x7fc0'0000, 0xffc0'0001, 0x7f80'0001};
constexpr std::array<u64, 14> special_double{0,
                                             1ull << 63,
                                             1,
                                             1ull << 63 | 1,
                                             0x000f'ffff'ffff'ffff,
                                             0x0010'0000'0000'0000,
                                             0x8010'0000'0000'0000,
                                             0x3ff0'0000'0000'0000,
                                             0xbff0'0000'0000'0000,
                                             0x7fef'ffff'ffff'ffff,
                                             0x7ff0'0000'0000'0000,
                                             0xfff0'0000'0000'0000,
                                             0x7ff8'0000'0000'0000,
                                             0xfff0'0000'0000'0001};

constexpr O exact_of_two[]{O::add, O::sub, O::mul, O::div, O::cmp_fast, O::cmp_fast_flags, O::cmp_basic};
constexpr O exact_of_one[]{O::sqrt, O::to_int, O::to_uint, O::to_int64, O::to_uint64, O::to_other};
constexpr O exact_to_fix[]{O::to_fix, O::to_ufix, O::to_fix64, O::to_ufix64};
constexpr O exact_from[]{O::from_int, O::from_uint, O::from_fix, O::from_ufix};
constexpr O exact_from64[]{O::from_int64, O::from_uint64, O::from_fix64, O::from_ufix64};

unsigned result_words(bool of_double, O o) {
  if (o == O::to_other) return of_double ? 1 : 2;
  if (o == O::to_int64 || o == O::to_uint64 || o == O::to_fix64 || o == O::to_ufix64) return 2;
  if (o == O::cmp_fast || o == O::cmp_fast_flags || o == O::cmp_basic) return 1;
  if (o == O::to_int || o == O::to_uint || o == O::to_fix || o == O::to_ufix) return 1;
  return of_double ? 2 : 1;
}

struct Pair {
  BootRig ours, real;
  explicit Pair(const std::vector<u8>& rom) : real(rom) {}
  void same(bool of_double, O o, const Args& in) {
    const auto a = call(ours, of_double, o, in), b = call(real, of_double, o, in);
    const u32 fa = ours.core.xpsr() >> 28, fb = real.core.xpsr() >> 28;
    bool equal = !rp2040::soft_float::compares(o) || o == O::cmp_basic || fa == fb;
    for (unsigned i = 0; i < result_words(of_double, o); ++i) equal &= a[i] == b[i];
    if (equal) return;
    INFO((of_double ? "double " : "float ")
         << static_cast<int>(o) << std::hex << " " << in[0] << " " << in[1] << " " << in[2] << " " << in[3] << ": "
         << a[0] << " " << a[1] << " / real " << b[0] << " " << b[1] << " flags " << fa << " / " << fb);
    CHECK(equal);
  }
};

}  // namespace

TEST_CASE("RP2040 single precision without denormals and NaNs", "[rp2040]") {
  BootRig r;
  const float inf = INFINITY;
  CHECK(f(r, O::add, 1.5f, 2.25f) == bits(3.75f));
  CHECK(f(r, O::sub, 1.0f, 3.0f) == bits(-2.0f));
  CHECK(f(r, O::mul, 3.0f, -0.5f) == bits(-1.5f));
  CHECK(f(r, O::div, 1.0f, 3.0f) == 0x3eaa'aaab);
  CHECK(f(r, O::sqrt, 2.0f) == bits(std::sqrt(2.0f)));
  CHECK(f(r, O::sqrt, -1.0f) == bits(-inf));
  CHECK(f(r, O::mul, 1e-30f, 1e-10f) == 0);  // a denormal
  CHECK(f(r, O::add, std::bit_cast<float>(0x8000'0001u), 0) == 0);
  CHECK(f(r, O::div, 0, -0.0f) == bits(-inf));
  CHECK(f(r, O::add, -inf, inf) == bits(inf));
  CHECK(f(r, O::cmp_fast, -0.0f, 0.0f) == 0);
  CHECK(f(r, O::cmp_fast_flags, 1, 2) == ~0u);
  CHECK(r.core.xpsr() >> 28 == 0xa);
  CHECK(f(r, O::to_int, -1.5f) == ~1u);
  CHECK(f(r, O::to_uint, 5e9f) == ~0u);
  CHECK(call(r, false, O::to_fix, {bits(0.5f), 16})[0] == 0x8000);
  CHECK(call(r, false, O::from_fix, {0x8000, 16})[0] == bits(0.5f));
  CHECK(call(r, false, O::sincos, {bits(0.5f)})[1] == bits(std::cos(0.5f)));
  CHECK(f(r, O::sin, 1e9f) == bits(static_cast<float>(std::sin(128.0))));
  CHECK(f(r, O::ln, -1) == bits(-inf));
  const u64 third = bits(1.0 / 3);
  const auto d = call(r, true, O::div, {0, 0x3ff0'0000, 0, 0x4008'0000});
  CHECK((d[0] | u64{d[1]} << 32) == third);
  CHECK(call(r, true, O::to_other, {static_cast<u32>(third), static_cast<u32>(third >> 32)})[0] == 0x3eaa'aaab);
}

TEST_CASE("RP2040 a call of the boot ROM's arithmetic takes its cycles", "[rp2040]") {
  BootRig r;
  r.prepare(r.rom_word(r.data("SF")), {bits(1.0f), bits(2.0f)});
  const i64 before = r.core.cycles();
  r.run(1ms);
  CHECK(r.core.cycles() - before == 75);
}

TEST_CASE("RP2040 arithmetic and conversions as the real ROM has them", "[rp2040]") {
  const auto rom = firmware("rom/rp2040_bootrom_b2.bin");
  if (rom.empty()) return;
  Pair p(rom);
  Random random{1, "soft float"};
  const auto any = [&] { return static_cast<u32>(random.next()); };
  for (u32 x : special)
    for (u32 y : special)
      for (O o : exact_of_two) p.same(false, o, {x, y, 0, 0});
  for (u64 x : special_double)
    for (u64 y : special_double)
      for (O o : exact_of_two)
        p.same(true, o,
               {static_cast<u32>(x), static_cast<u32>(x >> 32), static_cast<u32>(y), static_cast<u32>(y >> 32)});
  for (u32 x : special)
    for (O o : exact_of_one) p.same(false, o, {x, 0, 0, 0});
  for (u64 x : special_double)
    for (O o : exact_of_one) p.same(true, o, {static_cast<u32>(x), static_cast<u32>(x >> 32), 0, 0});
  for (int i = 0; i < 1500; ++i) {
    // Exponents close to each other, or anything.
    const auto single = [&] { return i % 2 ? any() : (any() & 0x80ff'ffff) | (0x3c + any() % 8) << 24; };
    const auto high = [&] { return i % 2 ? any() : (any() & 0x800f'ffff) | (0x3f8 + any() % 64) << 20; };
    for (O o : exact_of_two) {
      p.same(false, o, {single(), single(), 0, 0});
      p.same(true, o, {any(), high(), any(), high()});
    }
    for (O o : exact_of_one) {
      p.same(false, o, {single(), 0, 0, 0});
      p.same(true, o, {any(), high(), 0, 0});
    }
    for (O o : exact_to_fix) {
      p.same(false, o, {single(), any() % 64, 0, 0});
      p.same(true, o, {any(), high(), any() % 64, 0});
    }
    for (O o : exact_from)
      for (bool of_double : {false, true}) p.same(of_double, o, {any() >> any() % 32, any() % 64, 0, 0});
    for (O o : exact_from64)
      for (bool of_double : {false, true}) {
        const u64 value = (any() | u64{any()} << 32) >> any() % 64;
        p.same(of_double, o, {static_cast<u32>(value), static_cast<u32>(value >> 32), any() % 64, 0});
      }
  }
}

TEST_CASE("RP2040 results around the least normal number", "[rp2040]") {
  const auto rom = firmware("rom/rp2040_bootrom_b2.bin");
  if (rom.empty()) return;
  Pair p(rom);
  Random random{3, "soft float"};
  const auto any = [&] { return static_cast<u32>(random.next()); };
  const auto single = [&](u32 exponent) {
    const u32 mantissa = any() % 2 ? any() & 0x7f'ffff : any() % 2 ? 0x7f'ffff - any() % 4 : any() % 4;
    return (any() & 0x8000'0000) | exponent << 23 | mantissa;
  };
  const auto high = [&](u32 exponent) { return (any() & 0x8000'0000) | exponent << 20 | (any() & 0xf'ffff); };
  const auto tail = [&](u32 exponent) { return (any() & 0x8000'0000) | exponent << 20 | 0xf'ffff; };
  for (int i = 0; i < 1000; ++i) {
    p.same(false, O::mul, {single(63 + any() % 2), single(62 + any() % 3), 0, 0});
    p.same(false, O::div, {single(1 + any() % 3), single(126 + any() % 4), 0, 0});
    p.same(false, O::add, {single(1 + any() % 3), single(1 + any() % 3), 0, 0});
    p.same(true, O::mul, {any(), high(511 + any() % 2), any(), high(510 + any() % 4)});
    p.same(true, O::mul, {~0u - any() % 3, tail(511), ~0u - any() % 3, tail(511)});
    p.same(true, O::div, {any(), high(1 + any() % 3), any(), high(1022 + any() % 4)});
    p.same(true, O::add, {any(), high(1 + any() % 3), any(), high(1 + any() % 3)});
    p.same(true, O::to_other, {any(), high(895 + any() % 4), 0, 0});
    p.same(true, O::to_other, {any(), tail(895 + any() % 3), 0, 0});
    for (u32 exponent : {1022u, 1023u, 1024u, 1025u}) {  // ties
      p.same(true, O::div, {~0u, tail(1 + any() % 3), 0, exponent << 20});
      p.same(true, O::mul, {~0u, tail(1 + any() % 3), 0, (2046 - exponent) << 20});
      p.same(false, O::div, {0x00ff'ffff + (any() % 3 << 23), (exponent - 896) << 23, 0, 0});
      p.same(false, O::mul, {0x00ff'ffff + (any() % 3 << 23), (1150 - exponent) << 23, 0, 0});
    }
    for (bool of_double : {false, true}) {
      const u32 places = (of_double ? 950 : 90) + any() % 200;
      p.same(of_double, O::from_fix, {any() >> any() % 32, places, 0, 0});
      p.same(of_double, O::from_fix64, {any(), any(), places, 0});
      p.same(of_double, O::from_fix, {any() >> any() % 32, any() % 400 - 200, 0, 0});
      p.same(of_double, O::from_ufix64, {any(), any() >> any() % 32, any() % 400 - 200, 0});
    }
    p.same(false, O::to_fix, {any(), any() % 400 - 200, 0, 0});
    p.same(true, O::to_fix64, {any(), any(), any() % 400 - 200, 0});
  }
}

TEST_CASE("RP2040 scientific functions close to the real ROM's", "[rp2040]") {
  const auto rom = firmware("rom/rp2040_bootrom_b2.bin");
  if (rom.empty()) return;
  Pair p(rom);
  Random random{2, "soft float"};
  const auto within = [&](double scale) {
    return (static_cast<double>(random.next() >> 11) / static_cast<double>(1ull << 53) * 2 - 1) * scale;
  };
  for (int i = 0; i < 400; ++i)
    for (O o : {O::cos, O::sin, O::tan, O::sincos, O::exp, O::ln, O::atan2}) {
      double x = within(o == O::exp ? 5 : 3), y = within(3);
      if (o == O::ln) x = std::abs(x) + 0.001;
      if (o == O::tan) x /= 3;
      const Args single{bits(static_cast<float>(x)), bits(static_cast<float>(y)), 0, 0};
      const Args wide{static_cast<u32>(bits(x)), static_cast<u32>(bits(x) >> 32), static_cast<u32>(bits(y)),
                      static_cast<u32>(bits(y) >> 32)};
      const auto a = call(p.ours, false, o, single), b = call(p.real, false, o, single);
      const auto c = call(p.ours, true, o, wide), d = call(p.real, true, o, wide);
      INFO(static_cast<int>(o) << " of " << x << ", " << y);
      for (unsigned n = 0; n < (o == O::sincos ? 2 : 1); ++n) {
        const double u = std::bit_cast<float>(a[n]), v = std::bit_cast<float>(b[n]);
        CHECK(std::abs(u - v) <= 4e-7 * std::max(1.0, std::abs(u)));
        const double s = std::bit_cast<double>(c[2 * n] | u64{c[2 * n + 1]} << 32);
        const double t = std::bit_cast<double>(d[2 * n] | u64{d[2 * n + 1]} << 32);
        CHECK(std::abs(s - t) <= 1e-15 * std::max(1.0, std::abs(s)));
      }
    }
}
