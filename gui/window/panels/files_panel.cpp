// The board's own files, asked of its interpreter.
#include <imgui.h>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include "gui/window/panels/panels.hpp"
#include "gui/window/saving.hpp"

namespace gui {
namespace {

class FilesPanel final : public Panel {
 public:
  explicit FilesPanel(Desk& desk) : Panel(desk, "Files", Dock::right) {}

  void draw(const Snapshot& now, Commands& commands) override {
    using State = FilesView::State;
    if (!now.files) return ImGui::TextWrapped("This board has no console, so its files cannot be asked for.");
    const bool busy = now.files->state == State::busy;
    ImGui::BeginDisabled(busy);
    if (ImGui::Button(now.files->state == State::unknown ? "List the board's files" : "Look again"))
      commands.emplace_back(command::ListFiles{});
    ImGui::EndDisabled();
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("asks at the REPL; a program that runs is interrupted");
    if (busy) ImGui::TextDisabled("The board is asked …");
    if (now.files->state == State::failed) ImGui::TextWrapped("It did not work: %s", now.files->sentence.c_str());
    if (now.files->state == State::known && now.files->entries.empty()) ImGui::TextDisabled("There are no files.");
    for (const FilesView::Entry& entry : now.files->entries) draw_entry(entry, busy, commands);
    ImGui::Separator();
    ImGui::SetNextItemWidth(160 * desk_.scale);
    ImGui::InputText("##name", &name_);
    ImGui::SameLine();
    ImGui::BeginDisabled(busy || name_.empty());
    if (ImGui::Button("put the script there")) {
      commands.emplace_back(command::WriteFile{name_, desk_.script});
      desk_.saved_script = desk_.script;
    }
    ImGui::EndDisabled();
    ImGui::TextDisabled(
        "A .py file dropped on the window is put on the board, a .uf2 or .hex file is its new firmware.");
  }

 private:
  void draw_entry(const FilesView::Entry& entry, bool busy, Commands& commands) {
    ImGui::PushID(entry.path.c_str());
    const auto slash = entry.path.find_last_of('/');
    float depth = 0;
    for (const char c : entry.path) depth += c == '/';
    ImGui::Indent((1 + depth * 14) * desk_.scale);
    const std::string name = entry.path.substr(slash == entry.path.npos ? 0 : slash + 1);
    if (entry.directory) {
      ImGui::TextUnformatted((name + "/").c_str());
    } else {
      if (ImGui::Selectable(name.c_str(), false, 0, {150 * desk_.scale, 0}))
        open_script(desk_, name_ = entry.path, entry.text), desk_.wanted_tab = "Script";
      if (ImGui::IsItemHovered()) ImGui::SetTooltip("open it in the script panel");
      ImGui::SameLine();
      ImGui::TextDisabled("%zu bytes", entry.text.size());
      ImGui::SameLine();
      ImGui::BeginDisabled(busy);
      if (ImGui::SmallButton("remove")) commands.emplace_back(command::RemoveFile{entry.path});
      ImGui::EndDisabled();
    }
    ImGui::Unindent((1 + depth * 14) * desk_.scale);
    ImGui::PopID();
  }

  std::string name_ = "main.py";
};

}  // namespace

std::unique_ptr<Panel> files_panel(Desk& desk) { return std::make_unique<FilesPanel>(desk); }

}  // namespace gui
