#pragma once
// Draws in the units of one thing on the bench: moves and scales everything before it reaches the canvas.
#include <initializer_list>
#include <string>
#include <vector>

#include "gui/bench/canvas.hpp"

namespace bench {

class Pen {
 public:
  Pen(Canvas& canvas, Point origin, double scale, std::string key = {})
      : canvas_(canvas), origin_(origin), scale_(scale), key_(std::move(key)) {}

  Pen at(Point p, std::string key = {}) const { return {canvas_, to(p), scale_, std::move(key)}; }
  double scale() const { return scale_; }

  void polygon(std::initializer_list<Point> points, Colour c) { polygon(std::span{points.begin(), points.size()}, c); }
  void polygon(std::span<const Point>, Colour);
  void polyline(std::initializer_list<Point> points, Colour c, double width, bool closed = false) {
    polyline(std::span{points.begin(), points.size()}, c, width, closed);
  }
  void polyline(std::span<const Point>, Colour, double width, bool closed = false);
  void line(Point a, Point b, Colour c, double width) { polyline({a, b}, c, width); }
  void circle(Point p, double radius, Colour c) { canvas_.circle(to(p), radius * scale_, c); }
  void ring(Point p, double radius, Colour c, double width) { canvas_.ring(to(p), radius * scale_, c, width * scale_); }
  void box(const Rect& r, double corner, Colour c) { canvas_.box(to(r), corner * scale_, c); }
  void frame(const Rect& r, double corner, Colour c, double width) {
    canvas_.frame(to(r), corner * scale_, c, width * scale_);
  }
  void glow(Point p, double radius, Colour c) { canvas_.glow(to(p), radius * scale_, c); }
  void text(Point p, std::string_view text, TextStyle style) {
    style.size *= scale_;
    canvas_.text(to(p), text, style);
  }
  void pixels(const Rect& r, unsigned width, unsigned height, std::span<const emulator::u8> rgb) {
    canvas_.pixels(to(r), width, height, rgb, key_);
  }

 private:
  Point to(Point p) const { return origin_ + p * scale_; }
  Rect to(const Rect& r) const {
    return {origin_.x + r.x * scale_, origin_.y + r.y * scale_, r.w * scale_, r.h * scale_};
  }
  std::vector<Point> to(std::span<const Point>) const;

  Canvas& canvas_;
  Point origin_;
  double scale_;
  std::string key_;
};

}  // namespace bench
