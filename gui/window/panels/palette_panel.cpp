// Every part there is, to be dragged onto the bench.
#include <fmt/format.h>
#include <imgui.h>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include <algorithm>

#include "gui/bench/editing/editor.hpp"
#include "gui/window/panels/panels.hpp"

namespace gui {
namespace {

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// Only a board can have these.
constexpr std::string_view of_boards[] = {"led_matrix", "connector", "usb_serial", "usb_host", "button"};

class PalettePanel final : public Panel {
 public:
  explicit PalettePanel(Desk& desk) : Panel(desk, "Palette", Dock::right) {}

  void draw(const Snapshot&, Commands&) override {
    if (!desk_.editor) return ImGui::TextWrapped("This circuit cannot be changed.");
    ImGui::SetNextItemWidth(-1);
    ImGui::InputTextWithHint("##search", "search: led, temperature, I2C …", &search_);
    ImGui::TextWrapped("Drag one onto the bench; Enter or a double click will do, too.");
    ImGui::BeginChild("parts");
    const std::string wanted = lower(search_);
    bool any = false;
    // What is called so stands before what is only described so.
    for (const int rank : {0, 1, 2})
      for (const auto& type : parts::PartCatalogue::all()) {
        if (std::ranges::find(of_boards, type.type) != std::end(of_boards)) continue;
        const std::string name{type.type}, text = lower(fmt::format("{}  {}", type.type, type.summary));
        if (text.find(wanted) == std::string::npos) continue;
        if (rank != (name == wanted ? 0 : name.starts_with(wanted) ? 1 : 2)) continue;
        any = true;
        draw_type(name, std::string{type.summary});
      }
    if (!any) ImGui::TextWrapped("There is no part called \"%s\".", search_.c_str());
    ImGui::EndChild();
  }

 private:
  void draw_type(const std::string& name, const std::string& summary) {
    ImGui::PushID(name.c_str());
    if (ImGui::Selectable("##type", false, ImGuiSelectableFlags_AllowDoubleClick,
                          {0, ImGui::GetTextLineHeight() * 2 + 4}))
      if (ImGui::IsMouseDoubleClicked(0) || !ImGui::IsMouseReleased(0)) add(name);
    if (ImGui::BeginDragDropSource(ImGuiDragDropFlags_SourceNoHoldToOpenOthers)) {
      ImGui::SetDragDropPayload("part", name.c_str(), name.size() + 1);
      ImGui::TextUnformatted(name.c_str());
      ImGui::EndDragDropSource();
    }
    const ImVec2 at = ImGui::GetItemRectMin();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddText(desk_.fonts.bold, ImGui::GetFontSize(), {at.x + 4, at.y}, ink(desk_.theme.ink), name.c_str());
    list.AddText({at.x + 4, at.y + ImGui::GetTextLineHeight()}, ink(desk_.theme.faint), summary.c_str());
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", summary.c_str());
    ImGui::PopID();
  }

  // Beside everything that is there.
  void add(const std::string& type) {
    const bench::Rect all = desk_.scene.extent();
    desk_.chosen = {desk_.editor->add_part(type, {all.right() + 40, all.y + 20})};
    desk_.wanted_tab = "Part";
  }

  std::string search_;
};

}  // namespace

std::unique_ptr<Panel> palette_panel(Desk& desk) { return std::make_unique<PalettePanel>(desk); }

}  // namespace gui
