#include "gui/window/scaling.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "gui/window/style.hpp"

namespace gui {

float size_for(float dots_per_inch) {
  constexpr float usual = 96, step = 0.25F;
  // Displays that say little more than usual are meant as they are.
  const float size = std::round(dots_per_inch / usual / step) * step;
  return size < 1.25F ? 1 : std::min(size, 4.F);
}

Scale Scaling::look() const {
  int points = 0, units = 0, ignored = 0;
  SDL_GetWindowSize(&window_, &units, &ignored);
  SDL_GetWindowSizeInPixels(&window_, &points, &ignored);
  const float density = units > 0 && points > units ? static_cast<float>(points) / static_cast<float>(units) : 1;
  if (wanted_ > 0) return {wanted_, density};
  float dots = 96;
  if (SDL_GetDisplayDPI(SDL_GetWindowDisplayIndex(&window_), nullptr, &dots, nullptr) != 0) dots = 96;
  return {size_for(dots / density), density};
}

bool Scaling::changed() {
  const Scale before = std::exchange(scale_, look());
  return before != scale_;
}

void use_scale(const Scale& scale, Desk& desk, Renderer& renderer) {
  ImGuiIO& io = ImGui::GetIO();
  io.Fonts->Clear();
  desk.fonts = load_fonts(scale.size * scale.density);
  io.FontGlobalScale = 1 / scale.density;
  desk.scale = scale.size;
  use_style(desk.dark, scale.size);
  renderer.load_fonts_texture();
}

}  // namespace gui
