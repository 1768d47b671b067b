#pragma once
// Points, boxes and colours of the bench. One unit is a hundredth of an inch, so pins in a row are ten apart; x goes to
// the right, y down.
#include <algorithm>
#include <cmath>

#include "emulator/types.hpp"

namespace bench {

struct Point {
  double x = 0, y = 0;
  bool operator==(const Point&) const = default;
};
constexpr Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
constexpr Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
constexpr Point operator*(Point a, double k) { return {a.x * k, a.y * k}; }
inline double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }
// A point so far from `centre`, 0 degrees upwards, clockwise.
Point around(Point centre, double radius, double degrees);

struct Rect {
  double x = 0, y = 0, w = 0, h = 0;
  bool operator==(const Rect&) const = default;
  constexpr double right() const { return x + w; }
  constexpr double bottom() const { return y + h; }
  constexpr Point centre() const { return {x + w / 2, y + h / 2}; }
  constexpr bool contains(Point p) const { return p.x >= x && p.x <= x + w && p.y >= y && p.y <= y + h; }
  constexpr bool meets(const Rect& o) const { return x < o.x + o.w && o.x < x + w && y < o.y + o.h && o.y < y + h; }
  constexpr Rect grown(double by) const { return {x - by, y - by, w + 2 * by, h + 2 * by}; }
  constexpr Rect moved(Point by) const { return {x + by.x, y + by.y, w, h}; }
};
Rect united(const Rect&, const Rect&);

struct Colour {
  emulator::u8 r = 0, g = 0, b = 0, a = 255;
  bool operator==(const Colour&) const = default;
  constexpr Colour faded(double opacity) const {
    return {r, g, b, static_cast<emulator::u8>(a * std::clamp(opacity, 0.0, 1.0))};
  }
};
constexpr Colour rgb(emulator::u32 hex) {
  return {static_cast<emulator::u8>(hex >> 16), static_cast<emulator::u8>(hex >> 8), static_cast<emulator::u8>(hex)};
}
Colour mix(Colour, Colour, double share_of_second);

}  // namespace bench
