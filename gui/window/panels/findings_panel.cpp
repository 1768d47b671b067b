// What is wrong with the circuit, and what the firmware used that is not modelled. A click shows the place.
#include <fmt/format.h>

#include "gui/window/panels/panels.hpp"

namespace gui {
namespace {

class FindingsPanel final : public Panel {
 public:
  explicit FindingsPanel(Desk& desk) : Panel(desk, "Findings", Dock::right) {}

  void draw(const Snapshot& now, Commands&) override {
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
        desk_.chosen = {finding.subject.substr(0, finding.subject.find(':')), finding.subject};
      ImGui::TextWrapped("%s", finding.text.c_str());
      ImGui::Separator();
      ImGui::PopID();
    }
  }
};

}  // namespace

std::unique_ptr<Panel> findings_panel(Desk& desk) { return std::make_unique<FindingsPanel>(desk); }

}  // namespace gui
