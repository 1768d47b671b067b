#include "gui/bench/pen.hpp"

namespace bench {

std::vector<Point> Pen::to(std::span<const Point> points) const {
  std::vector<Point> moved;
  moved.reserve(points.size());
  for (const Point p : points) moved.push_back(to(p));
  return moved;
}

void Pen::polygon(std::span<const Point> points, Colour c) { canvas_.polygon(to(points), c); }

void Pen::polyline(std::span<const Point> points, Colour c, double width, bool closed) {
  canvas_.polyline(to(points), c, width * scale_, closed);
}

}  // namespace bench
