#pragma once
// The bench as points of colour, by Cairo: for PNG files, without any display.
#include <memory>
#include <vector>

#include "gui/bench/canvas.hpp"
#include "scenarios/bitmap.hpp"

namespace bench {

class RasterCanvas final : public Canvas {
 public:
  RasterCanvas(unsigned width, unsigned height, Colour paper);
  ~RasterCanvas() override;
  scenarios::Bitmap bitmap() const;
  void copy_to(std::vector<emulator::u8>& rgb) const;  // rows from the top left, three bytes a point
  void clear(Colour paper);

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
  struct Cairo;
  void rounded(const Rect&, double corner);
  void along(std::span<const Point>, bool closed);
  std::unique_ptr<Cairo> cairo_;
};

}  // namespace bench
