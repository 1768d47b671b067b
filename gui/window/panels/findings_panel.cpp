// What is wrong with the circuit file and the circuit, and what the firmware used that is not modelled. A click shows
// the place.
#include <fmt/format.h>

#include "gui/bench/editing/editor.hpp"
#include "gui/window/bench_tips.hpp"
#include "gui/window/panels/panels.hpp"

namespace gui {
namespace {

class FindingsPanel final : public Panel {
 public:
  explicit FindingsPanel(Desk& desk) : Panel(desk, "Findings", Dock::right) {
    if (desk.editor && !desk.editor->mistakes().empty()) desk.wanted_tab = "Findings";
  }

  void draw(const Snapshot& now, Commands&) override {
    draw_mistakes();
    if (now.findings.empty())
      return ImGui::TextWrapped(
          "Nothing is wrong so far: no resistor is missing, no outputs fight, and the firmware used nothing that is "
          "not modelled.");
    int id = 0;
    for (const FindingView& finding : now.findings) {
      ImGui::PushID(id++);
      ImGui::TextDisabled("%s", fmt::format("{:.6f} s", emulator::seconds(finding.time.time_since_epoch())).c_str());
      ImGui::SameLine();
      if (finding.gap)
        ImGui::TextDisabled("not modelled");
      else if (ImGui::SmallButton(finding.subject.c_str()))
        desk_.chosen = {subject_device(finding.subject), finding.subject}, desk_.shown_place = desk_.chosen.device;
      ImGui::TextWrapped("%s", finding.text.c_str());
      ImGui::Separator();
      ImGui::PopID();
    }
  }

 private:
  void draw_mistakes() {
    if (!desk_.editor || desk_.editor->mistakes().empty()) return;
    ImGui::PushFont(desk_.fonts.bold);
    ImGui::TextWrapped("Mistakes in the circuit file. What they speak of is not on the bench:");
    ImGui::PopFont();
    int id = 1000;
    for (const bench::Mistake& mistake : desk_.editor->mistakes()) {
      ImGui::PushID(id++);
      if (!mistake.about().empty() && desk_.scene.find(mistake.about())) {
        if (ImGui::SmallButton(mistake.about().c_str()))
          desk_.chosen = {mistake.about()}, desk_.shown_place = mistake.about();
        ImGui::SameLine();
      }
      ImGui::TextDisabled(
          "%s", fmt::format("{}{}", mistake.line ? fmt::format("line {}: ", mistake.line) : "", mistake.path).c_str());
      ImGui::TextWrapped("%s", mistake.text.c_str());
      ImGui::Separator();
      ImGui::PopID();
    }
  }
};

}  // namespace

std::unique_ptr<Panel> findings_panel(Desk& desk) { return std::make_unique<FindingsPanel>(desk); }

}  // namespace gui
