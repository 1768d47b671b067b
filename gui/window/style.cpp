#include "gui/window/style.hpp"

#include <imgui.h>

namespace gui {

void use_style(bool dark, float scale) {
  ImGuiStyle style;
  if (dark)
    ImGui::StyleColorsDark(&style);
  else
    ImGui::StyleColorsLight(&style);
  style.WindowRounding = 0, style.FrameRounding = 4, style.GrabRounding = 4, style.TabRounding = 4,
  style.ChildRounding = 3;
  style.FramePadding = {8, 4}, style.ItemSpacing = {8, 6}, style.WindowPadding = {10, 8};
  style.WindowBorderSize = 0, style.FrameBorderSize = 1;  // else white boxes are lost on white
  auto* colours = style.Colors;
  const ImVec4 accent{0.0F, 0.45F, 0.70F, 1};  // Okabe and Ito's blue
  const auto shade = [&](float alpha) { return ImVec4{accent.x, accent.y, accent.z, alpha}; };
  colours[ImGuiCol_WindowBg] = dark ? ImVec4{0.145F, 0.157F, 0.176F, 1} : ImVec4{0.925F, 0.922F, 0.902F, 1};
  colours[ImGuiCol_ChildBg] = {0, 0, 0, 0};
  colours[ImGuiCol_Border] = dark ? ImVec4{0.38F, 0.42F, 0.48F, 0.5F} : ImVec4{0.4F, 0.4F, 0.38F, 0.3F};
  colours[ImGuiCol_FrameBg] = dark ? ImVec4{0.21F, 0.23F, 0.26F, 1} : ImVec4{1, 1, 1, 1};
  colours[ImGuiCol_Button] = dark ? ImVec4{0.25F, 0.28F, 0.32F, 1} : ImVec4{0.84F, 0.84F, 0.82F, 1};
  colours[ImGuiCol_ButtonHovered] = shade(0.45F), colours[ImGuiCol_ButtonActive] = shade(0.8F);
  colours[ImGuiCol_Header] = shade(0.2F), colours[ImGuiCol_HeaderHovered] = shade(0.35F),
  colours[ImGuiCol_HeaderActive] = shade(0.5F);
  colours[ImGuiCol_SliderGrab] = accent, colours[ImGuiCol_SliderGrabActive] = shade(0.8F),
  colours[ImGuiCol_CheckMark] = accent;
  colours[ImGuiCol_Tab] = shade(0.15F), colours[ImGuiCol_TabHovered] = shade(0.5F),
  colours[ImGuiCol_TabActive] = shade(0.4F);
  style.ScaleAllSizes(scale);
  ImGui::GetStyle() = style;
}

}  // namespace gui
