#pragma once
// One frame of the window: where the panels are, and drawing each of them. Knows nothing of SDL.
#include <array>
#include <memory>
#include <vector>

#include "gui/window/panel.hpp"

namespace gui {

class Frame {
 public:
  explicit Frame(Desk&);
  void hear(std::unique_ptr<Snapshot>);
  Commands draw();  // between ImGui's NewFrame and Render
  const Snapshot& snapshot() const { return *snapshot_; }

 private:
  void draw_dock(Dock, const char* name, ImVec2 at, ImVec2 size, Commands&);
  void splitter(const char* name, ImVec2 at, ImVec2 size, bool vertical, float& value, float sign);

  Desk& desk_;
  std::vector<std::unique_ptr<Panel>> panels_;
  std::unique_ptr<Snapshot> snapshot_ = std::make_unique<Snapshot>();
  float right_ = 360, bottom_ = 230;
};

}  // namespace gui
