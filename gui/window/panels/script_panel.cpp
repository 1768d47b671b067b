// The script: edited here, run on the board through its REPL.
#include <fmt/format.h>
#include <imgui.h>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include "gui/window/panels/panels.hpp"

namespace gui {
namespace {

class ScriptPanel final : public Panel {
 public:
  explicit ScriptPanel(Desk& desk) : Panel(desk, "Script", Dock::right) {}

  void draw(const Snapshot& now, Commands& commands) override {
    using State = Snapshot::Script;
    const bool runs = now.script == State::starting || now.script == State::running;
    const bool can_run = !runs && !now.consoles.empty() && now.ended.empty();
    ImGui::BeginDisabled(!can_run);
    if (ImGui::Button("▶ Run script (F9)") || (can_run && ImGui::IsKeyPressed(SDL_F9)))
      commands.emplace_back(command::RunScript{desk_.script, desk_.script_name.empty() ? "script" : desk_.script_name});
    ImGui::EndDisabled();
    ImGui::SameLine();
    ImGui::BeginDisabled(!runs);
    if (ImGui::Button("■ Stop")) commands.emplace_back(command::StopScript{});
    ImGui::EndDisabled();
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) ImGui::SetTooltip("Ctrl-C to the board");
    ImGui::SameLine();
    ImGui::TextDisabled("%s", state_of(now).c_str());
    if (!desk_.script_name.empty()) ImGui::TextDisabled("%s", desk_.script_name.c_str());
    if (desk_.script.empty())
      ImGui::TextWrapped(
          "Type Python here and run it on the board. A script given on the command line stands here too.");
    ImGui::PushFont(desk_.fonts.mono);
    ImGui::InputTextMultiline("##script", &desk_.script, {-1, -1}, ImGuiInputTextFlags_AllowTabInput);
    ImGui::PopFont();
  }

 private:
  static constexpr int SDL_F9 = 66;
  static std::string state_of(const Snapshot& now) {
    switch (now.script) {
      case Snapshot::Script::none: return "";
      case Snapshot::Script::starting: return "waits for the prompt …";
      case Snapshot::Script::running: return "runs";
      case Snapshot::Script::ended:
        return now.script_code == 0 ? "ended well" : fmt::format("ended with {}", now.script_code);
    }
    return "";
  }
};

}  // namespace

std::unique_ptr<Panel> script_panel(Desk& desk) { return std::make_unique<ScriptPanel>(desk); }

}  // namespace gui
