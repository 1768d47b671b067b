#include "peripherals/rp2040/interpolator.hpp"

#include <algorithm>

namespace rp2040 {

namespace {

// INTERPn_CTRL_LANEn
constexpr unsigned MASK_LSB = 5, MASK_MSB = 10, SIGNED = 15, CROSS_INPUT = 16, CROSS_RESULT = 17, ADD_RAW = 18,
                   FORCE_MSB = 19, BLEND = 21, CLAMP = 22, OVERF0 = 23, OVERF1 = 24, OVERF = 25;

constexpr u32 up_to(u32 msb) { return (2u << msb) - 1; }

u32 extend_half(u32 value, bool is_signed) {
  value &= 0xffff;
  return is_signed && value & 0x8000 ? value | 0xffff'0000 : value;
}

}  // namespace

bool Interpolator::blending() const { return special_ == Special::blend && flag(0, BLEND); }
bool Interpolator::clamping() const { return special_ == Special::clamp && flag(0, CLAMP); }

u32 Interpolator::input(unsigned lane) const { return accum[flag(lane, CROSS_INPUT) ? 1 - lane : lane]; }

u32 Interpolator::shifted(unsigned lane) const { return input(lane) >> (ctrl[lane] & 31); }

bool Interpolator::overflow(unsigned lane) const { return shifted(lane) & ~up_to(ctrl[lane] >> MASK_MSB & 31); }

u32 Interpolator::raw(unsigned lane) const {
  const u32 msb = ctrl[lane] >> MASK_MSB & 31, lsb = ctrl[lane] >> MASK_LSB & 31;
  const u32 masked = shifted(lane) & up_to(msb) & (~0u << lsb);
  return flag(lane, SIGNED) && masked >> msb & 1 ? masked | (~0u << msb) : masked;
}

u32 Interpolator::blend() const {
  const i64 alpha = raw(1) & 0xff;
  const auto value = [this](unsigned i) -> i64 {
    return flag(1, SIGNED) ? i64{static_cast<i32>(base[i])} : i64{base[i]};
  };
  return static_cast<u32>(value(0) + (alpha * (value(1) - value(0)) >> 8));
}

u32 Interpolator::clamp() const {
  const auto limit = [this]<typename T>(T value) {
    const T low = static_cast<T>(base[0]), high = static_cast<T>(base[1]);
    return static_cast<u32>(value < low ? low : value > high ? high : value);
  };
  return flag(0, SIGNED) ? limit(static_cast<i32>(raw(0))) : limit(raw(0));
}

u32 Interpolator::result(unsigned which) const {
  const auto sum = [this](unsigned lane) { return base[lane] + (flag(lane, ADD_RAW) ? input(lane) : raw(lane)); };
  switch (which) {
    case 0: return blending() ? raw(1) & 0xff : clamping() ? clamp() : sum(0);
    case 1: return blending() ? blend() : sum(1);
    default: return base[2] + raw(0) + (blending() ? 0 : raw(1));
  }
}

u32 Interpolator::peek(unsigned which) const {
  const u32 r = result(which);
  return which < 2 ? r | (ctrl[which] >> FORCE_MSB & 3) << 28 : r;
}

u32 Interpolator::pop(unsigned which) {
  const u32 seen = peek(which);
  const std::array<u32, 2> lanes{result(0), result(1)};
  for (unsigned i = 0; i < 2; ++i) accum[i] = lanes[flag(i, CROSS_RESULT) ? 1 - i : i];
  return seen;
}

// "in blend mode … the sign-extension of these 16-bit values … is controlled by CTRL_LANE1_SIGNED for both bases"
void Interpolator::set_base_1and0(u32 value) {
  base[0] = extend_half(value, flag(blending() ? 1 : 0, SIGNED));
  base[1] = extend_half(value >> 16, flag(1, SIGNED));
}

u32 Interpolator::ctrl_value(unsigned lane) const {
  if (lane == 1) return ctrl[1];
  const u32 over0 = overflow(0), over1 = overflow(1);
  return ctrl[0] | over0 << OVERF0 | over1 << OVERF1 | (over0 | over1) << OVERF;
}

}  // namespace rp2040
