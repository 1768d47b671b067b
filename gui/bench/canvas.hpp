#pragma once
// What the bench is drawn on: a file's picture, a vector file, or a window. Coordinates are the back end's own.
#include <span>
#include <string_view>

#include "gui/bench/geometry.hpp"

namespace bench {

enum class Align : emulator::u8 { left, centre, right };

struct TextStyle {
  double size;
  Colour colour;
  Align align = Align::centre;
  bool bold = false, mono = false;
};

class Canvas {
 public:
  virtual ~Canvas() = default;
  virtual void polygon(std::span<const Point>, Colour) = 0;  // convex
  virtual void polyline(std::span<const Point>, Colour, double width, bool closed) = 0;
  virtual void circle(Point centre, double radius, Colour) = 0;
  virtual void ring(Point centre, double radius, Colour, double width) = 0;
  virtual void box(const Rect&, double corner, Colour) = 0;
  virtual void frame(const Rect&, double corner, Colour, double width) = 0;
  virtual void glow(Point centre, double radius, Colour) = 0;        // fades from the centre to nothing
  virtual void text(Point, std::string_view, const TextStyle&) = 0;  // the line's middle is at that height
  // Points of light in rows from the top left, three bytes each, as hard squares. The same `key` is the same place.
  virtual void pixels(const Rect&, unsigned width, unsigned height, std::span<const emulator::u8> rgb,
                      std::string_view key) = 0;
};

}  // namespace bench
