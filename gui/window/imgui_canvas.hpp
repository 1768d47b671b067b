#pragma once
// The bench drawn into an ImGui window.
#include <imgui.h>

#include <string>

#include "gui/bench/canvas.hpp"

namespace gui {

struct Fonts {
  ImFont *plain, *bold, *mono, *large, *large_mono;
};
Fonts load_fonts(float scale);  // DejaVu; std::runtime_error with a sentence if it is not installed

// Pictures of points as textures that live on from frame to frame.
class Textures {
 public:
  virtual ~Textures() = default;
  virtual ImTextureID texture(std::string_view key, unsigned width, unsigned height,
                              std::span<const emulator::u8> rgb) = 0;
};

class ImguiCanvas final : public bench::Canvas {
 public:
  ImguiCanvas(ImDrawList& list, const Fonts& fonts, Textures& textures)
      : list_(list), fonts_(fonts), textures_(textures) {}

  void polygon(std::span<const bench::Point>, bench::Colour) override;
  void polyline(std::span<const bench::Point>, bench::Colour, double width, bool closed) override;
  void circle(bench::Point, double radius, bench::Colour) override;
  void ring(bench::Point, double radius, bench::Colour, double width) override;
  void box(const bench::Rect&, double corner, bench::Colour) override;
  void frame(const bench::Rect&, double corner, bench::Colour, double width) override;
  void glow(bench::Point, double radius, bench::Colour) override;
  void text(bench::Point, std::string_view, const bench::TextStyle&) override;
  void pixels(const bench::Rect&, unsigned, unsigned, std::span<const emulator::u8>, std::string_view) override;

 private:
  ImDrawList& list_;
  const Fonts& fonts_;
  Textures& textures_;
};

inline ImVec2 vec(bench::Point p) { return {static_cast<float>(p.x), static_cast<float>(p.y)}; }
inline ImU32 ink(bench::Colour c) { return IM_COL32(c.r, c.g, c.b, c.a); }

}  // namespace gui
