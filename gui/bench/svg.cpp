#include "gui/bench/svg.hpp"

#include <fmt/format.h>

#include "scenarios/bitmap.hpp"

namespace bench {
namespace {

std::string paint(const char* what, Colour c) {
  std::string text = fmt::format("{}=\"#{:02x}{:02x}{:02x}\"", what, c.r, c.g, c.b);
  if (c.a != 255) text += fmt::format(" {}-opacity=\"{:.3g}\"", what, c.a / 255.0);
  return text;
}

std::string list_of(std::span<const Point> points) {
  std::string text;
  for (const Point p : points) text += fmt::format("{}{:.5g},{:.5g}", text.empty() ? "" : " ", p.x, p.y);
  return text;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: out += c;
    }
  return out;
}

std::string base64(std::span<const emulator::u8> bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    emulator::u32 group = 0;
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < n ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += k <= n ? digits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

}  // namespace

SvgCanvas::SvgCanvas(double width, double height, Colour paper) : width_(width), height_(height) {
  box({0, 0, width, height}, 0, paper);
}

std::string SvgCanvas::file() const {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 {0:g} "
      "{1:g}\" width=\"{0:g}\" height=\"{1:g}\">\n<defs>{2}</defs>\n{3}</svg>\n",
      width_, height_, definitions_, body_);
}

void SvgCanvas::polygon(std::span<const Point> points, Colour c) {
  body_ += fmt::format("<polygon points=\"{}\" {}/>\n", list_of(points), paint("fill", c));
}

void SvgCanvas::polyline(std::span<const Point> points, Colour c, double width, bool closed) {
  body_ += fmt::format(
      "<{} points=\"{}\" fill=\"none\" {} stroke-width=\"{:.4g}\" stroke-linejoin=\"round\" "
      "stroke-linecap=\"round\"/>\n",
      closed ? "polygon" : "polyline", list_of(points), paint("stroke", c), width);
}

void SvgCanvas::circle(Point p, double radius, Colour c) {
  body_ += fmt::format("<circle cx=\"{:.5g}\" cy=\"{:.5g}\" r=\"{:.4g}\" {}/>\n", p.x, p.y, radius, paint("fill", c));
}

void SvgCanvas::ring(Point p, double radius, Colour c, double width) {
  body_ += fmt::format("<circle cx=\"{:.5g}\" cy=\"{:.5g}\" r=\"{:.4g}\" fill=\"none\" {} stroke-width=\"{:.4g}\"/>\n",
                       p.x, p.y, radius, paint("stroke", c), width);
}

void SvgCanvas::box(const Rect& r, double corner, Colour c) {
  body_ += fmt::format("<rect x=\"{:.5g}\" y=\"{:.5g}\" width=\"{:.5g}\" height=\"{:.5g}\" rx=\"{:.4g}\" {}/>\n", r.x,
                       r.y, r.w, r.h, corner, paint("fill", c));
}

void SvgCanvas::frame(const Rect& r, double corner, Colour c, double width) {
  body_ += fmt::format(
      "<rect x=\"{:.5g}\" y=\"{:.5g}\" width=\"{:.5g}\" height=\"{:.5g}\" rx=\"{:.4g}\" fill=\"none\" {} "
      "stroke-width=\"{:.4g}\"/>\n",
      r.x, r.y, r.w, r.h, corner, paint("stroke", c), width);
}

void SvgCanvas::glow(Point p, double radius, Colour c) {
  const unsigned n = glows_++;
  definitions_ += fmt::format(
      "<radialGradient id=\"g{}\"><stop offset=\"0\" {}/><stop offset=\"1\" stop-color=\"#{:02x}{:02x}{:02x}\" "
      "stop-opacity=\"0\"/></radialGradient>\n",
      n, fmt::format("stop-color=\"#{:02x}{:02x}{:02x}\" stop-opacity=\"{:.3g}\"", c.r, c.g, c.b, c.a / 255.0), c.r,
      c.g, c.b);
  body_ += fmt::format("<circle cx=\"{:.5g}\" cy=\"{:.5g}\" r=\"{:.4g}\" fill=\"url(#g{})\"/>\n", p.x, p.y, radius, n);
}

void SvgCanvas::text(Point p, std::string_view text, const TextStyle& style) {
  constexpr const char* anchors[] = {"start", "middle", "end"};
  body_ += fmt::format(
      "<text x=\"{:.5g}\" y=\"{:.5g}\" font-family=\"{}\" font-size=\"{:.4g}\"{} text-anchor=\"{}\" "
      "xml:space=\"preserve\" "
      "{}>{}</text>\n",
      p.x, p.y + style.size * 0.36, style.mono ? "DejaVu Sans Mono, monospace" : "DejaVu Sans, Verdana, sans-serif",
      style.size, style.bold ? " font-weight=\"bold\"" : "", anchors[static_cast<int>(style.align)],
      paint("fill", style.colour), escaped(text));
}

void SvgCanvas::pixels(const Rect& r, unsigned width, unsigned height, std::span<const emulator::u8> points,
                       std::string_view) {
  const auto png = scenarios::to_png({width, height, {points.begin(), points.end()}});
  body_ += fmt::format(
      "<image x=\"{:.5g}\" y=\"{:.5g}\" width=\"{:.5g}\" height=\"{:.5g}\" preserveAspectRatio=\"none\" "
      "style=\"image-rendering:pixelated\" xlink:href=\"data:image/png;base64,{}\"/>\n",
      r.x, r.y, r.w, r.h, base64(png));
}

}  // namespace bench
