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

  struct Sizes {
    float right = 360, bottom = 230;  // of the columns, in points of scale 1
  };
  Sizes sizes() const { return {right_ / desk_.scale, bottom_ / desk_.scale}; }
  void set(Sizes);
  using Tabs = std::array<std::string, 4>;  // by Dock: the panel that is seen
  const Tabs& tabs() const { return tabs_; }
  void show(Tabs wished) { wished_ = std::move(wished); }

 private:
  void draw_dock(Dock, const char* name, ImVec2 at, ImVec2 size, Commands&);
  void splitter(const char* name, ImVec2 at, ImVec2 size, bool vertical, float& value, float sign);
  void draw_notices(float bottom, float width);
  void draw_notice(float width);
  void ask_before_leaving();
  void ask_before_opening();
  void keys();
  void carry_out_edits(Commands&);
  void look(Commands&);

  Desk& desk_;
  std::vector<std::unique_ptr<Panel>> panels_;
  std::unique_ptr<Snapshot> snapshot_ = std::make_unique<Snapshot>();
  Commands heard_;  // what panels want because of what they heard
  float right_, bottom_, scale_ = desk_.scale;
  bool told_end_ = false;
  double done_until_ = 0;  // in ImGui's time
  Tabs tabs_, wished_;
  Wants told_;
  unsigned built_ = 0, arranged_ = 0;  // revisions of the editor
};

}  // namespace gui
