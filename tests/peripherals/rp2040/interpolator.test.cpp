#include <catch2/catch.hpp>

#include "peripherals/rp2040/interpolator.hpp"

using namespace emulator;
using rp2040::Interpolator;

// Examples with results are those of the RP2040 Datasheet 2.3.1.6 (hello_interp).
namespace {

constexpr u32 mask(u32 lsb, u32 msb) { return lsb << 5 | msb << 10; }
constexpr u32 all = mask(0, 31), is_signed = 1 << 15, cross_input = 1 << 16, cross_result = 1 << 17, add_raw = 1 << 18;
constexpr u32 blend_mode = 1 << 21, clamp_mode = 1 << 22, overf0 = 1 << 23, overf1 = 1 << 24, overf = 1 << 25;
constexpr u32 force_msb(u32 v) { return v << 19; }

Interpolator interp0() { return Interpolator{Interpolator::Special::blend}; }
Interpolator interp1() { return Interpolator{Interpolator::Special::clamp}; }

}  // namespace

TEST_CASE("RP2040 interpolator: shift, mask, sign extension", "[rp2040]") {
  Interpolator i = interp0();
  i.accum[0] = 0xdead'beef;
  i.ctrl[0] = 8 | mask(4, 7) | is_signed;
  CHECK(i.raw(0) == 0xffff'ffb0);
  i.accum[0] = 0x1234'abcd;
  const std::array<u32, 8> plain{0xd, 0xc0, 0xb00, 0xa000, 0x4'0000, 0x30'0000, 0x200'0000, 0x1000'0000};
  const std::array<u32, 8> extended{0xffff'fffd, 0xffff'ffc0, 0xffff'fb00, 0xffff'a000,
                                    0x4'0000,    0x30'0000,   0x200'0000,  0x1000'0000};
  for (u32 n = 0; n < 8; ++n) {
    i.ctrl[0] = mask(4 * n, 4 * n + 3);
    CHECK(i.raw(0) == plain[n]);
    i.ctrl[0] |= is_signed;
    CHECK(i.raw(0) == extended[n]);
  }
}

TEST_CASE("RP2040 interpolator: crossed results alternate between the lanes", "[rp2040]") {
  Interpolator i = interp0();
  i.ctrl = {all | cross_result, all | cross_result};
  i.accum = {123, 456};
  i.base = {1, 0, 0};
  for (const auto& [peek0, pop1] : {std::pair{124u, 456u}, {457u, 124u}, {125u, 457u}, {458u, 125u}}) {
    CHECK(i.peek(0) == peek0);
    CHECK(i.pop(1) == pop1);
  }
}

TEST_CASE("RP2040 interpolator: FULL adds both lanes to BASE2, ADD_RAW passes by the mask", "[rp2040]") {
  Interpolator i = interp1();
  i.accum = {0x12345, 0x70};
  i.base = {0x1000, 0x2000, 0x3000};
  i.ctrl = {4 | mask(0, 7) | add_raw, 4 | mask(0, 3) | cross_input};
  CHECK(i.peek(0) == 0x13345);
  CHECK(i.peek(1) == 0x2004);
  CHECK(i.peek(2) == 0x3000 + 0x34 + 4);
  CHECK(i.pop(2) == 0x3038);
  CHECK(i.accum == std::array<u32, 2>{0x13345, 0x2004});
}

TEST_CASE("RP2040 interpolator: FORCE_MSB shows on the bus only", "[rp2040]") {
  Interpolator i = interp0();
  i.ctrl = {all | force_msb(2), all | force_msb(1)};
  i.accum = {5, 6};
  CHECK(i.peek(0) == 0x2000'0005);
  CHECK(i.peek(1) == 0x1000'0006);
  CHECK(i.peek(2) == 11);
  i.pop(0);
  CHECK(i.accum == std::array<u32, 2>{5, 6});
}

TEST_CASE("RP2040 interpolator: blend, unsigned and signed", "[rp2040]") {
  Interpolator i = interp0();
  i.base = {static_cast<u32>(-1000), 1000, 7};
  const std::array<i32, 7> as_signed{-1000, -672, -336, -8, 328, 656, 992};
  const std::array<u32, 7> as_unsigned{0xffff'fc18, 0xd5ff'fd60, 0xaaff'feb0, 0x80ff'fff8,
                                       0x5600'0148, 0x2c00'0290, 0x0100'03e0};
  for (u32 n = 0; n < 7; ++n) {
    i.accum[1] = 255 * n / 6;
    i.ctrl = {all | blend_mode, all | is_signed};
    CHECK(static_cast<i32>(i.peek(1)) == as_signed[n]);
    i.ctrl[1] = all;
    CHECK(i.peek(1) == as_unsigned[n]);
  }
  CHECK(i.peek(0) == 255);
  i.accum[0] = 20;
  CHECK(i.peek(2) == 27);
  Interpolator other = interp1();
  other.ctrl = {all | blend_mode, all};
  other.accum[0] = 3;
  CHECK(other.peek(0) == 3);
}

TEST_CASE("RP2040 interpolator: clamp between BASE0 and BASE1", "[rp2040]") {
  Interpolator i = interp1();
  i.base = {static_cast<u32>(-10), 10, 0};
  i.ctrl[0] = all | clamp_mode | is_signed;
  for (const auto& [in, out] : {std::pair{-500, -10}, {-10, -10}, {-3, -3}, {9, 9}, {11, 10}}) {
    i.accum[0] = static_cast<u32>(in);
    CHECK(static_cast<i32>(i.peek(0)) == out);
  }
  i.base = {5, 0xffff'fff0, 0};
  i.ctrl[0] = all | clamp_mode;
  i.accum[0] = 0xffff'ffff;
  CHECK(i.peek(0) == 0xffff'fff0);
  i.accum[0] = 4;
  CHECK(i.peek(0) == 5);
}

TEST_CASE("RP2040 interpolator: BASE_1AND0 extends each half as its lane is signed", "[rp2040]") {
  Interpolator i = interp0();
  i.ctrl = {is_signed, 0};
  i.set_base_1and0(0x9000'8000);
  CHECK(i.base[0] == 0xffff'8000);
  CHECK(i.base[1] == 0x9000);
  i.ctrl = {blend_mode | is_signed, 0};
  i.set_base_1and0(0x9000'8000);
  CHECK(i.base[0] == 0x8000);
  i.ctrl = {blend_mode, is_signed};
  i.set_base_1and0(0x9000'8000);
  CHECK(i.base[0] == 0xffff'8000);
  CHECK(i.base[1] == 0xffff'9000);
}

TEST_CASE("RP2040 interpolator: overflow flags show bits above the mask", "[rp2040]") {
  Interpolator i = interp0();
  i.ctrl = {4 | mask(0, 7), mask(0, 3)};
  i.accum = {0xfff, 0xf};
  CHECK(i.ctrl_value(0) == i.ctrl[0]);
  i.accum = {0x1000, 0xf};
  CHECK(i.ctrl_value(0) == (i.ctrl[0] | overf0 | overf));
  i.accum = {0, 0x10};
  CHECK(i.ctrl_value(0) == (i.ctrl[0] | overf1 | overf));
  CHECK(i.ctrl_value(1) == i.ctrl[1]);
}
