#include "gui/bench/raster.hpp"

#include <cairo.h>

#include <cstring>
#include <numbers>
#include <string>

namespace bench {

using emulator::u8;
using std::numbers::pi;

struct RasterCanvas::Cairo {
  Cairo(unsigned width, unsigned height)
      : surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width), static_cast<int>(height))),
        context(cairo_create(surface)) {}
  Cairo(const Cairo&) = delete;
  ~Cairo() {
    cairo_destroy(context);
    cairo_surface_destroy(surface);
  }
  void colour(Colour c) { cairo_set_source_rgba(context, c.r / 255.0, c.g / 255.0, c.b / 255.0, c.a / 255.0); }
  cairo_surface_t* surface;
  cairo_t* context;
};

RasterCanvas::RasterCanvas(unsigned width, unsigned height, Colour paper)
    : cairo_(std::make_unique<Cairo>(width, height)) {
  cairo_set_line_join(cairo_->context, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(cairo_->context, CAIRO_LINE_CAP_ROUND);
  clear(paper);
}

void RasterCanvas::clear(Colour paper) {
  cairo_->colour(paper);
  cairo_paint(cairo_->context);
}

RasterCanvas::~RasterCanvas() = default;

scenarios::Bitmap RasterCanvas::bitmap() const {
  scenarios::Bitmap picture{static_cast<unsigned>(cairo_image_surface_get_width(cairo_->surface)),
                            static_cast<unsigned>(cairo_image_surface_get_height(cairo_->surface))};
  copy_to(picture.rgb);
  return picture;
}

void RasterCanvas::copy_to(std::vector<u8>& rgb) const {
  cairo_surface_flush(cairo_->surface);
  const auto width = static_cast<std::size_t>(cairo_image_surface_get_width(cairo_->surface));
  const auto height = static_cast<std::size_t>(cairo_image_surface_get_height(cairo_->surface));
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(cairo_->surface));
  const u8* row = cairo_image_surface_get_data(cairo_->surface);
  rgb.resize(3 * width * height);
  u8* out = rgb.data();
  for (std::size_t y = 0; y < height; ++y, row += stride)
    for (std::size_t x = 0; x < width; ++x, out += 3) {
      emulator::u32 point;
      std::memcpy(&point, row + 4 * x, sizeof point);
      out[0] = static_cast<u8>(point >> 16), out[1] = static_cast<u8>(point >> 8), out[2] = static_cast<u8>(point);
    }
}

void RasterCanvas::along(std::span<const Point> points, bool closed) {
  cairo_new_path(cairo_->context);
  for (const Point p : points) cairo_line_to(cairo_->context, p.x, p.y);
  if (closed) cairo_close_path(cairo_->context);
}

void RasterCanvas::polygon(std::span<const Point> points, Colour c) {
  along(points, true);
  cairo_->colour(c);
  cairo_fill(cairo_->context);
}

void RasterCanvas::polyline(std::span<const Point> points, Colour c, double width, bool closed) {
  along(points, closed);
  cairo_->colour(c);
  cairo_set_line_width(cairo_->context, width);
  cairo_stroke(cairo_->context);
}

void RasterCanvas::circle(Point p, double radius, Colour c) {
  cairo_new_path(cairo_->context);
  cairo_arc(cairo_->context, p.x, p.y, radius, 0, 2 * pi);
  cairo_->colour(c);
  cairo_fill(cairo_->context);
}

void RasterCanvas::ring(Point p, double radius, Colour c, double width) {
  cairo_new_path(cairo_->context);
  cairo_arc(cairo_->context, p.x, p.y, radius, 0, 2 * pi);
  cairo_->colour(c);
  cairo_set_line_width(cairo_->context, width);
  cairo_stroke(cairo_->context);
}

void RasterCanvas::rounded(const Rect& r, double corner) {
  cairo_t* const to = cairo_->context;
  const double k = std::min({corner, r.w / 2, r.h / 2});
  cairo_new_path(to);
  cairo_arc(to, r.right() - k, r.y + k, k, -pi / 2, 0);
  cairo_arc(to, r.right() - k, r.bottom() - k, k, 0, pi / 2);
  cairo_arc(to, r.x + k, r.bottom() - k, k, pi / 2, pi);
  cairo_arc(to, r.x + k, r.y + k, k, pi, 3 * pi / 2);
  cairo_close_path(to);
}

void RasterCanvas::box(const Rect& r, double corner, Colour c) {
  rounded(r, corner);
  cairo_->colour(c);
  cairo_fill(cairo_->context);
}

void RasterCanvas::frame(const Rect& r, double corner, Colour c, double width) {
  rounded(r, corner);
  cairo_->colour(c);
  cairo_set_line_width(cairo_->context, width);
  cairo_stroke(cairo_->context);
}

void RasterCanvas::glow(Point p, double radius, Colour c) {
  cairo_pattern_t* fade = cairo_pattern_create_radial(p.x, p.y, 0, p.x, p.y, radius);
  cairo_pattern_add_color_stop_rgba(fade, 0, c.r / 255.0, c.g / 255.0, c.b / 255.0, c.a / 255.0);
  cairo_pattern_add_color_stop_rgba(fade, 1, c.r / 255.0, c.g / 255.0, c.b / 255.0, 0);
  cairo_new_path(cairo_->context);
  cairo_arc(cairo_->context, p.x, p.y, radius, 0, 2 * pi);
  cairo_set_source(cairo_->context, fade);
  cairo_fill(cairo_->context);
  cairo_pattern_destroy(fade);
}

void RasterCanvas::text(Point p, std::string_view text, const TextStyle& style) {
  const std::string line{text};
  cairo_t* const to = cairo_->context;
  cairo_select_font_face(to, style.mono ? "DejaVu Sans Mono" : "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                         style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(to, style.size);
  cairo_text_extents_t extents;
  cairo_text_extents(to, line.c_str(), &extents);
  const double back = style.align == Align::left     ? 0
                      : style.align == Align::centre ? extents.x_advance / 2
                                                     : extents.x_advance;
  cairo_new_path(to);
  cairo_move_to(to, p.x - back, p.y + style.size * 0.36);
  cairo_->colour(style.colour);
  cairo_show_text(to, line.c_str());
}

void RasterCanvas::pixels(const Rect& r, unsigned width, unsigned height, std::span<const u8> points,
                          std::string_view) {
  cairo_surface_t* image =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width), static_cast<int>(height));
  u8* data = cairo_image_surface_get_data(image);
  const auto stride = static_cast<unsigned>(cairo_image_surface_get_stride(image));
  for (unsigned y = 0; y < height; ++y)
    for (unsigned x = 0; x < width; ++x) {
      const u8* from = &points[(std::size_t{y} * width + x) * 3];
      const emulator::u32 point = emulator::u32{from[0]} << 16 | emulator::u32{from[1]} << 8 | from[2];
      std::copy_n(reinterpret_cast<const u8*>(&point), 4, data + std::size_t{y} * stride + std::size_t{x} * 4);
    }
  cairo_surface_mark_dirty(image);
  cairo_t* const to = cairo_->context;
  cairo_save(to);
  cairo_translate(to, r.x, r.y);
  cairo_scale(to, r.w / width, r.h / height);
  cairo_set_source_surface(to, image, 0, 0);
  // Larger than life: hard squares. Smaller: averages, or single points would be lost.
  cairo_pattern_set_filter(cairo_get_source(to), r.w >= width ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_rectangle(to, 0, 0, width, height);
  cairo_fill(to);
  cairo_restore(to);
  cairo_surface_destroy(image);
}

}  // namespace bench
