#pragma once
// The bench as a picture for a frame: drawn by Cairo, as `vivarium picture` draws it, and only when something looks
// different. A crowded bench is drawn in the time of a frame, a bench where nothing happens costs nothing.
#include <optional>
#include <vector>

#include "gui/bench/draw.hpp"
#include "gui/bench/raster.hpp"
#include "gui/window/imgui_canvas.hpp"

namespace gui {

class BenchPainting {
 public:
  struct Look {
    unsigned width, height;
    bench::View view;
    bool dark;
    bench::Chosen chosen;
    emulator::u64 scene, state;
    bool operator==(const Look&) const = default;
  };
  ImTextureID texture(Textures&, const bench::Scene&, const bench::SceneState&, const bench::Theme&, const bench::View&,
                      const bench::Chosen&, unsigned width, unsigned height);
  unsigned drawn() const { return drawn_; }  // how often

 private:
  void draw_grid(const bench::Theme&, const bench::View&, unsigned width, unsigned height);
  std::optional<Look> look_;
  std::optional<bench::RasterCanvas> canvas_;
  std::vector<emulator::u8> rgb_;
  ImTextureID texture_ = nullptr;
  unsigned drawn_ = 0;
};

}  // namespace gui
