#include "gui/window/frame.hpp"

#include <algorithm>

#include "gui/window/style.hpp"

namespace gui {
namespace {
constexpr ImGuiWindowFlags fixed = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus;
}

Frame::Frame(Desk& desk)
    : desk_(desk), panels_(all_panels(desk)), right_(360 * desk.scale), bottom_(230 * desk.scale) {}

void Frame::hear(std::unique_ptr<Snapshot> snapshot) {
  if (!snapshot) return;
  snapshot_ = std::move(snapshot);
  for (const auto& panel : panels_) panel->hear(*snapshot_);
}

Commands Frame::draw() {
  Commands commands;
  desk_.theme = desk_.dark ? bench::Theme::dark() : bench::Theme::light();
  const bool dark = desk_.dark;
  const ImVec2 all = ImGui::GetIO().DisplaySize;
  const float bar = ImGui::GetFrameHeight() + 16 * desk_.scale, gap = 5 * desk_.scale;
  right_ = std::clamp(right_, 120.F, std::max(120.F, all.x - 200));
  bottom_ = std::clamp(bottom_, 60.F, std::max(60.F, all.y - bar - 120));
  const float middle = all.x - right_ - gap, high = all.y - bar - bottom_ - gap;
  draw_dock(Dock::bar, "bar", {0, 0}, {all.x, bar}, commands);
  draw_dock(Dock::bench, "middle", {0, bar}, {middle, high}, commands);
  draw_dock(Dock::bottom, "bottom", {0, bar + high + gap}, {middle, bottom_}, commands);
  draw_dock(Dock::right, "right", {middle + gap, bar}, {right_, all.y - bar}, commands);
  splitter("between bench and column", {middle, bar}, {gap, all.y - bar}, true, right_, -1);
  splitter("between bench and bottom", {0, bar + high}, {middle, gap}, false, bottom_, -1);
  if (dark != desk_.dark) use_style(desk_.dark, desk_.scale);
  return commands;
}

void Frame::splitter(const char* name, ImVec2 at, ImVec2 size, bool vertical, float& value, float sign) {
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
  ImGui::Begin(name, nullptr, fixed | ImGuiWindowFlags_NoNav);
  ImGui::InvisibleButton("grip", size);
  if (ImGui::IsItemHovered() || ImGui::IsItemActive())
    ImGui::SetMouseCursor(vertical ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
  if (ImGui::IsItemActive()) value += sign * (vertical ? ImGui::GetIO().MouseDelta.x : ImGui::GetIO().MouseDelta.y);
  ImGui::End();
  ImGui::PopStyleVar(2);
}

void Frame::draw_dock(Dock dock, const char* name, ImVec2 at, ImVec2 size, Commands& commands) {
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize(size);
  const bool is_bench = dock == Dock::bench;
  if (is_bench) ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::Begin(name, nullptr, fixed | (is_bench ? ImGuiWindowFlags_NoScrollWithMouse : 0));
  if (is_bench) ImGui::PopStyleVar();
  if (dock == Dock::bar || is_bench) {
    for (const auto& panel : panels_)
      if (panel->dock() == dock) panel->draw(*snapshot_, commands);
  } else if (ImGui::BeginTabBar("tabs")) {
    for (const auto& panel : panels_) {
      if (panel->dock() != dock) continue;
      const bool wanted = desk_.wanted_tab == panel->title();
      if (ImGui::BeginTabItem(panel->title().c_str(), nullptr, wanted ? ImGuiTabItemFlags_SetSelected : 0)) {
        ImGui::BeginChild("content", {0, 0}, false);
        panel->draw(*snapshot_, commands);
        ImGui::EndChild();
        ImGui::EndTabItem();
      }
      if (wanted) desk_.wanted_tab.clear();
    }
    ImGui::EndTabBar();
  }
  ImGui::End();
}

}  // namespace gui
