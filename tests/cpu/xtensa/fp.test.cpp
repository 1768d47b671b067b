// The floating-point coprocessor.
#include <fmt/format.h>

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>

#include "emulator/random.hpp"
#include "tests/cpu/xtensa/rig.hpp"

using namespace test::xtensa;

namespace {

u32 bits(float x) { return std::bit_cast<u32>(x); }

struct Fpu : Rig {
  Fpu() { set_sr(special::cpenable, 1); }
  u32 f(unsigned n) const { return reg(fmt::format("f{}", n)); }
  void set_f(unsigned n, u32 value) { set_reg(fmt::format("f{}", n), value); }
  u32 binary(const char* name, u32 x, u32 y) {
    set_f(2, x), set_f(3, y);
    program({encode(name, {1, 2, 3})}).step();
    return f(1);
  }
  bool compare(const char* name, float x, float y) {
    set_f(2, bits(x)), set_f(3, bits(y));
    program({encode(name, {4, 2, 3})}).step();
    return sr(special::br) >> 4 & 1;
  }
};

// How compilers divide: a in f1, b in f2, the quotient in f0.
std::vector<u32> division() {
  enum { q, a, b, y, y0, e, bn, ex, an, r };
  const auto two = [](const char* n, u32 d, u32 s) { return encode(n, {d, s}); };
  const auto maddn = [](u32 d, u32 s, u32 t) { return encode("MADDN.S", {d, s, t}); };
  const auto constant = [](u32 d, u32 i) { return encode("CONST.S", {d, i}); };
  return {two("DIV0.S", y0, b),
          two("NEXP01.S", bn, b),
          constant(e, 1),
          maddn(e, bn, y0),
          two("MOV.S", y, y0),
          two("MOV.S", ex, b),
          two("NEXP01.S", an, a),
          maddn(y, e, y0),
          constant(e, 1),
          constant(q, 0),
          two("NEG.S", r, an),
          maddn(e, bn, y),
          maddn(q, r, y0),
          two("MKDADJ.S", ex, a),
          maddn(y, e, y),
          maddn(r, bn, q),
          constant(e, 1),
          maddn(e, bn, y),
          maddn(q, r, y),
          two("NEG.S", r, an),
          maddn(y, e, y),
          maddn(r, bn, q),
          two("ADDEXPM.S", q, ex),
          two("ADDEXP.S", y, ex),
          encode("DIVN.S", {q, r, y})};
}

}  // namespace

TEST_CASE("xtensa: MSUB.S passes on what is no number with its sign", "[cpu][xtensa]") {
  Fpu fpu;
  fpu.set_f(1, bits(1));
  CHECK(fpu.binary("MSUB.S", 0xffc0'0001, bits(2)) == 0xffc0'0001);
  fpu.set_f(1, bits(1));
  CHECK(fpu.binary("MSUB.S", bits(2), 0x7fc0'0002) == 0x7fc0'0002);
  fpu.set_f(1, bits(7));
  CHECK(fpu.binary("MSUB.S", bits(2), bits(3)) == bits(1));
}

TEST_CASE("xtensa: of two that are no numbers MKDADJ.S passes on the divisor", "[cpu][xtensa]") {
  Fpu fpu;
  fpu.set_f(1, 0x7fc0'0001), fpu.set_f(2, 0x7fc0'0002);
  CHECK(fpu.program({encode("MKDADJ.S", {1, 2})}).step().reg("f1") == 0x7fc0'0001);
  fpu.set_f(1, bits(2)), fpu.set_f(2, bits(6));
  CHECK(fpu.program({encode("MKDADJ.S", {1, 2})}).step().reg("f1") == bits(3));
}

TEST_CASE("xtensa: sums and products are IEEE 754's", "[cpu][xtensa]") {
  Fpu fpu;
  CHECK(fpu.binary("ADD.S", bits(1.5f), bits(2.25f)) == bits(3.75f));
  CHECK(fpu.binary("SUB.S", bits(1.5f), bits(2.25f)) == bits(-0.75f));
  CHECK(fpu.binary("MUL.S", bits(1.1f), bits(1.1f)) == bits(1.1f * 1.1f));
  CHECK(fpu.reg("fsr") == 0x80);  // inexact
  fpu.set_f(1, bits(1));
  CHECK(fpu.binary("MADD.S", bits(1.1f), bits(1.1f)) == bits(std::fma(1.1f, 1.1f, 1.0f)));
  fpu.set_f(1, bits(1));
  CHECK(fpu.binary("MSUB.S", bits(1.1f), bits(1.1f)) == bits(std::fma(-1.1f, 1.1f, 1.0f)));
  CHECK(fpu.binary("ADD.S", bits(INFINITY), bits(-INFINITY)) == 0x7fc0'0000);
  CHECK((fpu.reg("fsr") & 0x800) != 0);  // invalid
}

TEST_CASE("xtensa: FCR chooses the rounding", "[cpu][xtensa]") {
  const u32 expected[] = {0x3f80'0000, 0x3f80'0000, 0x3f80'0001, 0x3f80'0000};
  for (u32 mode = 0; mode < 4; ++mode) {
    Fpu fpu;
    fpu.set_reg("fcr", mode);
    CHECK(fpu.binary("ADD.S", bits(1), 0x3000'0000) == expected[mode]);
  }
}

TEST_CASE("xtensa: division and square root by their sequences end correctly rounded", "[cpu][xtensa]") {
  Fpu fpu;
  const auto words = division();
  u32 at = Rig::code;
  for (u32 word : words) at = fpu.put(at, {word});
  fpu.put(at, {0xf03d});
  Random random{3, "division"};
  for (int i = 0; i < 200; ++i) {
    const auto x = static_cast<u32>(random.next()), y = static_cast<u32>(random.next());
    const float a = std::bit_cast<float>(x), b = std::bit_cast<float>(y);
    if (std::isnan(a) || std::isnan(b)) continue;
    fpu.set_f(1, x), fpu.set_f(2, y);
    fpu.core.jump(Rig::code);
    REQUIRE(fpu.run_to(at));
    CHECK(fpu.f(0) == bits(a / b));
    if (a < 0) continue;
    fpu.program({encode("MKSADJ.S", {3, 1}), encode("ADDEXPM.S", {4, 3})}).step(2);
    CHECK(fpu.f(4) == bits(std::sqrt(a)));
    at = Rig::code;
    for (u32 word : words) at = fpu.put(at, {word});
    fpu.put(at, {0xf03d});
  }
}

TEST_CASE("xtensa: comparisons, also of what is no number", "[cpu][xtensa]") {
  Fpu fpu;
  CHECK(fpu.compare("OLT.S", 1, 2));
  CHECK_FALSE(fpu.compare("OLT.S", NAN, 2));
  CHECK(fpu.compare("ULT.S", NAN, 2));
  CHECK(fpu.compare("OLE.S", 2, 2));
  CHECK(fpu.compare("ULE.S", 2, NAN));
  CHECK(fpu.compare("OEQ.S", 0.0f, -0.0f));
  CHECK(fpu.compare("UEQ.S", NAN, 1));
  CHECK(fpu.compare("UN.S", 1, NAN));
  CHECK_FALSE(fpu.compare("UN.S", 1, 1));
}

TEST_CASE("xtensa: to integers and from them", "[cpu][xtensa]") {
  Fpu fpu;
  const auto to = [&](const char* name, float x, u32 scale) {
    fpu.set_f(3, bits(x));
    return fpu.program({encode(name, {2, 3, scale})}).step().a(2);
  };
  CHECK(to("TRUNC.S", -1.75f, 0) == 0u - 1);
  CHECK(to("ROUND.S", 2.5f, 0) == 2);
  CHECK(to("FLOOR.S", -1.25f, 0) == 0u - 2);
  CHECK(to("CEIL.S", 1.25f, 0) == 2);
  CHECK(to("TRUNC.S", 1.25f, 2) == 5);
  CHECK(to("TRUNC.S", 1e20f, 0) == 0x7fff'ffff);
  CHECK(to("TRUNC.S", -1e20f, 0) == 0x8000'0000);
  CHECK(to("UTRUNC.S", 4e9f, 0) == 4'000'000'000u);
  const auto from = [&](const char* name, u32 x, u32 scale) {
    fpu.set(3, x).program({encode(name, {2, 3, scale})}).step();
    return fpu.f(2);
  };
  CHECK(from("FLOAT.S", 0u - 3, 0) == bits(-3));
  CHECK(from("FLOAT.S", 3, 1) == bits(1.5f));
  CHECK(from("UFLOAT.S", 0x8000'0000, 0) == bits(2147483648.0f));
}

TEST_CASE("xtensa: moves, loads and stores of floats", "[cpu][xtensa]") {
  Fpu fpu;
  fpu.set_f(1, bits(-2));
  fpu.set(1, Rig::data).set(2, 8).set(3, 0x1234).set(4, 0);
  fpu.program({encode("SSI", {1, 1, 1}), encode("LSIP", {1, 1, 2}), encode("LSX", {3, 1, 4}), encode("ABS.S", {4, 1}),
               encode("NEG.S", {5, 4}), encode("RFR", {5, 1}), encode("WFR", {6, 3}), encode("MOVEQZ.S", {7, 6, 4}),
               encode("CONST.S", {8, 3})})
      .step(9);
  CHECK(fpu.word(Rig::data + 4) == bits(-2));
  CHECK(fpu.f(2) == 0);  // the address moves behind the access
  CHECK(fpu.a(1) == Rig::data + 4);
  CHECK(fpu.f(3) == bits(-2));
  CHECK(fpu.f(4) == bits(2));
  CHECK(fpu.f(5) == bits(-2));
  CHECK(fpu.a(5) == bits(-2));
  CHECK(fpu.f(6) == 0x1234);
  CHECK(fpu.f(7) == 0x1234);
  CHECK(fpu.f(8) == bits(0.5f));
}
