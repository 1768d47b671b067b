#pragma once
// How large things are: by the display's resolution, or as somebody wants it. Fonts are made of the points that the
// display really has.
#include "gui/window/panel.hpp"
#include "gui/window/renderer.hpp"

namespace gui {

struct Scale {
  float size = 1;     // of letters and gaps, in the window's units
  float density = 1;  // points of the display in one of these units
  bool operator==(const Scale&) const = default;
};

// Of a window, which may come to another display.
class Scaling {
 public:
  Scaling(SDL_Window& window, float wanted) : window_(window), wanted_(wanted), scale_(look()) {}  // 0: the display's
  const Scale& now() const { return scale_; }
  bool changed();

 private:
  Scale look() const;
  SDL_Window& window_;
  float wanted_;
  Scale scale_;
};

// What a display with so many dots per inch asks for: 1, 1.25, 1.5 … 4.
float size_for(float dots_per_inch);

void use_scale(const Scale&, Desk&, Renderer&);  // fonts, gaps, and columns in proportion

}  // namespace gui
