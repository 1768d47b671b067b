// What a program prints, as curves.
#include <imgui.h>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include "gui/bench/instruments/plotter.hpp"
#include "gui/bench/raster.hpp"
#include "gui/window/panels/panels.hpp"
#include "gui/window/saving.hpp"

namespace gui {
namespace {

class PlotterPanel final : public Panel {
 public:
  explicit PlotterPanel(Desk& desk) : Panel(desk, "Plotter", Dock::bottom) {}

  void hear(const Snapshot& now, Commands&) override {
    if (!now.consoles.empty()) plotter_.hear(now.consoles.front().fresh);
  }

  void draw(const Snapshot&, Commands&) override {
    if (ImGui::Button("clear")) plotter_.clear();
    ImGui::SameLine();
    ImGui::SetNextItemWidth(160 * desk_.scale);
    ImGui::SliderInt("lines", &shown_, 20, 5000, "%d", ImGuiSliderFlags_Logarithmic);
    ImGui::SameLine();
    ImGui::SetNextItemWidth(160 * desk_.scale);
    ImGui::InputText("##file", &file_);
    ImGui::SameLine();
    if (ImGui::Button("write")) write();
    if (plotter_.curves().empty())
      return ImGui::TextWrapped(
          "Numbers that the program prints become curves: print(21.5), print(\"light:\", 300, \"dark:\", 20).");
    const ImVec2 at = ImGui::GetCursorScreenPos(), size = ImGui::GetContentRegionAvail();
    if (size.x < 120 || size.y < 40) return;
    ImguiCanvas canvas{*ImGui::GetWindowDrawList(), desk_.fonts, desk_.textures};
    bench::draw_plot(canvas, {at.x, at.y, size.x, size.y}, plotter_, static_cast<std::size_t>(shown_), desk_.theme,
                     desk_.scale);
  }

 private:
  void write() {
    if (!file_.ends_with(".png")) return static_cast<void>(save_file(desk_, file_, plotter_.csv()));
    bench::RasterCanvas canvas{1200, 400, desk_.theme.paper};
    bench::draw_plot(canvas, {0, 0, 1200, 400}, plotter_, static_cast<std::size_t>(shown_), desk_.theme);
    const auto png = scenarios::to_png(canvas.bitmap());
    save_file(desk_, file_, {reinterpret_cast<const char*>(png.data()), png.size()});
  }

  bench::Plotter plotter_;
  int shown_ = 300;
  std::string file_ = "plot.csv";
};

}  // namespace

std::unique_ptr<Panel> plotter_panel(Desk& desk) { return std::make_unique<PlotterPanel>(desk); }

}  // namespace gui
