#include "gui/window/imgui_canvas.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <vector>

namespace gui {

using bench::Colour;
using bench::Point;
using bench::Rect;

namespace {

constexpr float em_to_line = 1.164F;  // DejaVu: ascent and descent, in ems

float f(double v) { return static_cast<float>(v); }
std::vector<ImVec2> list_of(std::span<const Point> points) {
  std::vector<ImVec2> out;
  out.reserve(points.size());
  for (const Point p : points) out.push_back(vec(p));
  return out;
}

ImFont* load(const char* file, float size) {
  static constexpr const char* folder = "/usr/share/fonts/truetype/dejavu/";
  // Latin, Greek and Cyrillic; punctuation, arrows, signs; figures in circles; lines and shapes; ticks.
  static constexpr ImWchar ranges[] = {0x20,   0x17f,  0x370,  0x45f,  0x2010, 0x22ff, 0x2460,
                                       0x24ff, 0x2500, 0x25ff, 0x2700, 0x27bf, 0};
  const std::string path = std::string{folder} + file;
  if (!std::filesystem::exists(path))
    throw std::runtime_error(fmt::format("the font {} is missing; the package fonts-dejavu has it", path));
  return ImGui::GetIO().Fonts->AddFontFromFileTTF(path.c_str(), size, nullptr, ranges);
}

}  // namespace

Fonts load_fonts(float scale) {
  Fonts fonts{};
  fonts.plain = load("DejaVuSans.ttf", 15 * scale);
  fonts.bold = load("DejaVuSans-Bold.ttf", 15 * scale);
  fonts.mono = load("DejaVuSansMono.ttf", 14 * scale);
  fonts.large = load("DejaVuSans.ttf", 34 * scale);
  fonts.large_mono = load("DejaVuSansMono-Bold.ttf", 34 * scale);
  return fonts;
}

void ImguiCanvas::polygon(std::span<const Point> points, Colour c) {
  const auto list = list_of(points);
  list_.AddConvexPolyFilled(list.data(), static_cast<int>(list.size()), ink(c));
}

void ImguiCanvas::polyline(std::span<const Point> points, Colour c, double width, bool closed) {
  const auto list = list_of(points);
  list_.AddPolyline(list.data(), static_cast<int>(list.size()), ink(c), closed ? ImDrawFlags_Closed : 0, f(width));
}

void ImguiCanvas::circle(Point p, double radius, Colour c) { list_.AddCircleFilled(vec(p), f(radius), ink(c)); }

void ImguiCanvas::ring(Point p, double radius, Colour c, double width) {
  list_.AddCircle(vec(p), f(radius), ink(c), 0, f(width));
}

void ImguiCanvas::box(const Rect& r, double corner, Colour c) {
  list_.AddRectFilled({f(r.x), f(r.y)}, {f(r.right()), f(r.bottom())}, ink(c), f(corner));
}

void ImguiCanvas::frame(const Rect& r, double corner, Colour c, double width) {
  list_.AddRect({f(r.x), f(r.y)}, {f(r.right()), f(r.bottom())}, ink(c), f(corner), 0, f(width));
}

// A fan of triangles, full in the middle and nothing at the rim.
void ImguiCanvas::glow(Point p, double radius, Colour c) {
  constexpr int corners = 24;
  const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
  list_.PrimReserve(corners * 3, corners + 1);
  const auto first = static_cast<ImDrawIdx>(list_._VtxCurrentIdx);
  list_.PrimWriteVtx(vec(p), white, ink(c));
  for (int i = 0; i < corners; ++i)
    list_.PrimWriteVtx(vec(bench::around(p, radius, 360.0 / corners * i)), white, ink(c.faded(0)));
  for (int i = 0; i < corners; ++i) {
    list_.PrimWriteIdx(first);
    list_.PrimWriteIdx(static_cast<ImDrawIdx>(first + 1 + i));
    list_.PrimWriteIdx(static_cast<ImDrawIdx>(first + 1 + (i + 1) % corners));
  }
}

void ImguiCanvas::text(Point p, std::string_view text, const bench::TextStyle& style) {
  const float size = f(style.size) * em_to_line;
  if (size < 4 || text.empty()) return;
  const bool large = size > 1.45F * fonts_.plain->FontSize * ImGui::GetIO().FontGlobalScale;
  ImFont* font = style.mono   ? (large ? fonts_.large_mono : fonts_.mono)
                 : large      ? fonts_.large
                 : style.bold ? fonts_.bold
                              : fonts_.plain;
  const char *begin = text.data(), *end = begin + text.size();
  const float width = font->CalcTextSizeA(size, FLT_MAX, 0, begin, end).x;
  const float back = style.align == bench::Align::left ? 0 : style.align == bench::Align::centre ? width / 2 : width;
  list_.AddText(font, size, {f(p.x) - back, f(p.y) - size / 2}, ink(style.colour), begin, end);
}

void ImguiCanvas::pixels(const Rect& r, unsigned width, unsigned height, std::span<const emulator::u8> rgb,
                         std::string_view key) {
  const ImTextureID texture = textures_.texture(key, width, height, rgb);
  list_.AddImage(texture, {f(r.x), f(r.y)}, {f(r.right()), f(r.bottom())});
}

}  // namespace gui
