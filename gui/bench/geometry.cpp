#include "gui/bench/geometry.hpp"

#include <numbers>

namespace bench {

Point around(Point centre, double radius, double degrees) {
  const double a = degrees * std::numbers::pi / 180;
  return {centre.x + radius * std::sin(a), centre.y - radius * std::cos(a)};
}

Rect united(const Rect& a, const Rect& b) {
  const double x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

Colour mix(Colour a, Colour b, double share) {
  const double s = std::clamp(share, 0.0, 1.0);
  const auto one = [s](emulator::u8 from, emulator::u8 to) {
    return static_cast<emulator::u8>(std::lround(from + (to - from) * s));
  };
  return {one(a.r, b.r), one(a.g, b.g), one(a.b, b.b), one(a.a, b.a)};
}

}  // namespace bench
