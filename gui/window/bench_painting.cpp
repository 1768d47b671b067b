#include "gui/window/bench_painting.hpp"

#include <cmath>

#include "gui/bench/appearance.hpp"

namespace gui {

using bench::Point;

ImTextureID BenchPainting::texture(Textures& textures, const bench::Scene& scene, const bench::SceneState& state,
                                   const bench::Theme& theme, const bench::View& view, const bench::Chosen& chosen,
                                   unsigned width, unsigned height) {
  const Look look{width, height, view, theme.is_dark(), chosen, bench::appearance(scene), bench::appearance(state)};
  if (look == look_) return texture_;
  if (!look_ || look_->width != width || look_->height != height) canvas_.emplace(width, height, theme.paper);
  canvas_->clear(theme.paper);
  draw_grid(theme, view, width, height);
  bench::draw(*canvas_, scene, state, theme, view, chosen);
  canvas_->copy_to(rgb_);
  texture_ = textures.texture("the bench", width, height, rgb_);
  look_ = look;
  ++drawn_;
  return texture_;
}

void BenchPainting::draw_grid(const bench::Theme& theme, const bench::View& view, unsigned width, unsigned height) {
  const double pitch = 10 * view.scale;
  if (pitch < 14) return;
  const auto first = [&](double origin) { return std::fmod(std::fmod(origin, pitch) + pitch, pitch); };
  for (double x = first(view.origin.x); x < width; x += pitch)
    for (double y = first(view.origin.y); y < height; y += pitch)
      canvas_->box({x - 0.7, y - 0.7, 1.4, 1.4}, 0, theme.grid);
}

}  // namespace gui
