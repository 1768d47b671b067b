#pragma once
// Draws a bench: boards, parts, wires.
#include <string>

#include "gui/bench/sample.hpp"
#include "gui/bench/theme.hpp"

namespace bench {

struct View {
  Point origin;  // where the bench's (0, 0) is on the canvas
  double scale = 1;
  bool operator==(const View&) const = default;
};
// So that all of it can be seen in a canvas of that size.
View fitting(const Rect& extent, double width, double height);

struct Chosen {
  std::string device = {};  // framed
  std::string net = {};     // its wires stand out
  bool operator==(const Chosen&) const = default;
};

void draw(Canvas&, const Scene&, const SceneState&, const Theme&, const View&, const Chosen& = {});

}  // namespace bench
