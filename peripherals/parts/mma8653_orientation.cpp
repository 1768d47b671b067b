#include "peripherals/parts/mma8653_orientation.hpp"

#include <cmath>

namespace parts {

namespace {

using emulator::u8;

constexpr u8 LO = 1 << 6, BAFRO = 1 << 0;
constexpr u8 landscape = 2 << 1, second = 1 << 1;  // LAPO: portrait up, down, landscape right, left
// Tangents of 45 + 14 and 45 - 14 degrees, the sine of 29, the cosine of 75.
constexpr double to_landscape = 1.6643, to_portrait = 0.6009, locked_below = 0.4848, turned_over = 0.2588;

}  // namespace

u8 Orientation::look(const std::array<double, 3>& g) const {
  const double x = std::fabs(g[0]), y = std::fabs(g[1]), plane = std::sqrt(x * x + y * y);
  const double all = std::sqrt(plane * plane + g[2] * g[2]);
  u8 now = state_ & static_cast<u8>(~LO);
  if (g[2] > turned_over * all) now &= static_cast<u8>(~BAFRO);
  if (g[2] < -turned_over * all) now |= BAFRO;
  if (plane < locked_below * all) return now | LO;
  const bool lies = now & landscape ? x > to_portrait * y : x > to_landscape * y;
  now &= static_cast<u8>(~(landscape | second));
  if (lies) return now | landscape | (g[0] < 0 ? second : u8{0});
  return now | (g[1] > 0 ? second : u8{0});
}

bool Orientation::sample(const std::array<double, 3>& g, const Settings& settings) {
  const u8 now = look(g);
  if (now == state_) {
    count_ = settings.clears || !count_ ? u8{0} : static_cast<u8>(count_ - 1);
    return false;
  }
  if (count_ < settings.debounce) ++count_;
  if (count_ < settings.debounce) return false;
  state_ = now;
  count_ = 0;
  return true;
}

}  // namespace parts
