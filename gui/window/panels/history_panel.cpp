// Time in both directions: snapshots in slots, and the way back to any moment of late. And the recorder.
#include <fmt/format.h>
#include <imgui.h>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include <algorithm>

#include "gui/bench/editing/editor.hpp"
#include "gui/window/panels/panels.hpp"
#include "gui/window/saving.hpp"

namespace gui {
namespace {

class HistoryPanel final : public Panel {
 public:
  explicit HistoryPanel(Desk& desk) : Panel(desk, "History", Dock::bottom) {
    if (!desk.folder.empty() && desk.folder != ".") file_ = desk.folder + "/" + file_;
  }

  void draw(const Snapshot& now, Commands& commands) override {
    ImGui::TextUnformatted("Snapshots");
    for (std::size_t slot = 0; slot < 5; ++slot) draw_slot(now, slot, commands);
    ImGui::Separator();
    draw_way_back(now, commands);
    ImGui::Separator();
    draw_recorder(now);
  }

 private:
  void draw_slot(const Snapshot& now, std::size_t slot, Commands& commands) const {
    ImGui::PushID(static_cast<int>(slot));
    const auto found = std::ranges::find(now.slots, slot, &SlotView::slot);
    ImGui::Text("%zu", slot + 1);
    ImGui::SameLine();
    if (ImGui::SmallButton("keep")) commands.emplace_back(command::SaveSlot{slot});
    ImGui::SameLine();
    ImGui::BeginDisabled(found == now.slots.end());
    if (ImGui::SmallButton("back to it")) commands.emplace_back(command::LoadSlot{slot});
    ImGui::EndDisabled();
    ImGui::SameLine();
    ImGui::TextDisabled("%s", found == now.slots.end() ? "empty" : emulator::format_time(found->time).c_str());
    ImGui::PopID();
  }

  void draw_way_back(const Snapshot& now, Commands& commands) {
    if (!now.earliest)
      return ImGui::TextDisabled("There is no way back yet: it begins a second after power-on or a reset.");
    const double from = emulator::seconds(now.earliest->time_since_epoch()),
                 to = emulator::seconds(now.now.time_since_epoch());
    ImGui::TextUnformatted("Back in time");
    for (const double by : {1e-3, 1e-2, 1e-1, 1.}) {
      ImGui::SameLine();
      if (ImGui::SmallButton(fmt::format("{:g} ms", by * 1000).c_str())) go(to - by, commands);
    }
    ImGui::SetNextItemWidth(-90 * desk_.scale);
    wanted_ = std::clamp(wanted_, from, std::max(from, to));
    ImGui::SliderScalar("##when", ImGuiDataType_Double, &wanted_, &from, &to, "%.6f s");
    ImGui::SameLine();
    if (ImGui::Button("go")) go(wanted_, commands);
  }

  static void go(double seconds, Commands& commands) {
    commands.emplace_back(
        command::Rewind{emulator::Time{emulator::Duration{static_cast<emulator::i64>(std::max(seconds, 0.) * 1e12)}}});
  }

  void draw_recorder(const Snapshot& now) {
    if (ImGui::Button(desk_.recorder.recording() ? "■ stop recording" : "● record a scenario")) {
      if (desk_.recorder.recording())
        desk_.recorder.stop();
      else
        desk_.recorder.start(now.now, desk_.scene.devices.empty() ? "" : desk_.scene.devices.front().name);
    }
    ImGui::SameLine();
    ImGui::TextDisabled("what you do with buttons, sliders and the terminal; %zu steps", desk_.recorder.steps());
    if (desk_.recorder.steps() == 0) return;
    ImGui::InputText("##file", &file_);
    ImGui::SameLine();
    if (!ImGui::Button("write")) return;
    const bool has_file = desk_.editor && !desk_.editor->source().empty();
    save_file(desk_, file_,
              desk_.recorder.file(has_file ? seen_from(file_, desk_.editor->source()) : "circuit.json",
                                  desk_.script_name.empty() ? "" : seen_from(file_, desk_.script_name)));
  }

  double wanted_ = 0;
  std::string file_ = "recorded.scenario.json";
};

}  // namespace

std::unique_ptr<Panel> history_panel(Desk& desk) { return std::make_unique<HistoryPanel>(desk); }

}  // namespace gui
