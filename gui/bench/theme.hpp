#pragma once
// The colours of the bench that belong to nothing on it.
#include "gui/bench/geometry.hpp"

namespace bench {

struct Theme {
  Colour paper, grid, ink, faint, halo;
  Colour chosen = rgb(0xffb000);
  static constexpr Theme light() { return {rgb(0xf6f5f0), rgb(0xe6e4dc), rgb(0x22262b), rgb(0x6b7077), rgb(0xf6f5f0)}; }
  static constexpr Theme dark() { return {rgb(0x1e2126), rgb(0x2a2e34), rgb(0xe8eaed), rgb(0x9aa0a8), rgb(0x1e2126)}; }
  bool is_dark() const { return paper.r < 128; }
};

}  // namespace bench
