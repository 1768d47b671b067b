#pragma once
// The bench as a vector picture (SVG 1.1): text stays text, screens are PNG images inside.
#include <string>

#include "gui/bench/canvas.hpp"

namespace bench {

class SvgCanvas final : public Canvas {
 public:
  SvgCanvas(double width, double height, Colour paper);
  std::string file() const;

  void polygon(std::span<const Point>, Colour) override;
  void polyline(std::span<const Point>, Colour, double width, bool closed) override;
  void circle(Point, double radius, Colour) override;
  void ring(Point, double radius, Colour, double width) override;
  void box(const Rect&, double corner, Colour) override;
  void frame(const Rect&, double corner, Colour, double width) override;
  void glow(Point, double radius, Colour) override;
  void text(Point, std::string_view, const TextStyle&) override;
  void pixels(const Rect&, unsigned, unsigned, std::span<const emulator::u8>, std::string_view) override;

 private:
  double width_, height_;
  std::string body_, definitions_;
  unsigned glows_ = 0;
};

}  // namespace bench
