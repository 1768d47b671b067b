// A folder of examples: its README beside the bench, and its scenarios, step by step.
#include <imgui.h>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include <algorithm>
#include <map>
#include <optional>

#include "gui/window/markdown.hpp"
#include "gui/window/panels/panels.hpp"
#include "gui/window/saving.hpp"
#include "scenarios/bitmap.hpp"

namespace gui {
namespace {

class LessonPanel final : public Panel {
 public:
  explicit LessonPanel(Desk& desk) : Panel(desk, "Lesson", Dock::right) {}

  void draw(const Snapshot& now, Commands& commands) override {
    if (!read_) read();
    for (const std::string& scenario : scenarios_) {
      ImGui::PushID(scenario.c_str());
      if (ImGui::Button(now.lesson ? "play again" : "▶ play"))
        commands.emplace_back(command::PlayScenario{desk_.folder + "/" + scenario});
      ImGui::SameLine();
      ImGui::TextUnformatted(scenario.c_str());
      ImGui::PopID();
    }
    if (now.lesson) draw_steps(*now.lesson, commands);
    draw_scripts();
    if (blocks_.empty() && scenarios_.empty() && scripts_.empty())
      return ImGui::TextWrapped(
          "There is no lesson here. `vivarium gui examples/projects/blink` opens one: a folder with circuit.json, "
          "main.py, a "
          "README and a scenario.");
    ImGui::Separator();
    for (const MarkdownBlock& block : blocks_) draw_block(block);
  }

 private:
  void read() {
    read_ = true;
    if (desk_.folder.empty() || !desk_.outside.folder || !desk_.outside.read) return;
    for (const std::string& name : desk_.outside.folder(desk_.folder)) {
      if (name == "scenario.json" || name.ends_with(".scenario.json")) scenarios_.push_back(name);
      if (name.ends_with(".py")) scripts_.push_back(name);
    }
    std::string text;
    if (desk_.outside.read(desk_.folder + "/README.md", text).empty()) blocks_ = read_markdown(text);
  }

  void draw_scripts() {
    if (scripts_.size() < 2 || !ImGui::CollapsingHeader("Programs of this lesson")) return;
    for (const std::string& name : scripts_) {
      const std::string path = desk_.folder + "/" + name;
      if (!ImGui::Selectable(name.c_str(), path == desk_.script_name)) continue;
      std::string text;
      desk_.notice = desk_.outside.read(path, text);
      if (desk_.notice.empty()) open_script(desk_, path, text), desk_.wanted_tab = "Script";
    }
  }

  void draw_steps(const LessonView& lesson, Commands& commands) const {
    using State = LessonView::State;
    constexpr const char* words[] = {"the board starts …", "is played …", "all of it is as it should be",
                                     "it is not so:"};
    ImGui::PushFont(desk_.fonts.bold);
    ImGui::TextWrapped("%s", lesson.name.c_str());
    ImGui::PopFont();
    ImGui::TextWrapped("%s", words[static_cast<int>(lesson.state)]);
    if (lesson.state == State::failed) ImGui::TextWrapped("%s", lesson.problem.c_str());
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
      const bool done = i < lesson.done || lesson.state == State::passed,
                 at = !done && i == lesson.done && lesson.state != State::booting;
      const bool failed = at && lesson.state == State::failed;
      ImGui::TextColored(done     ? ImVec4{0, 0.62F, 0.45F, 1}
                         : failed ? ImVec4{0.84F, 0.37F, 0, 1}
                                  : ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled),
                         "%s",
                         done     ? "✓"
                         : failed ? "✗"
                         : at     ? "→"
                                  : "○");
      ImGui::SameLine();
      ImGui::TextWrapped("%s", lesson.steps[i].c_str());
    }
    if (lesson.state == State::running && ImGui::Button("■ stop")) commands.emplace_back(command::StopScenario{});
  }

  void draw_block(const MarkdownBlock& block) {
    using Kind = MarkdownBlock::Kind;
    switch (block.kind) {
      case Kind::heading: ImGui::PushFont(desk_.fonts.bold); break;
      case Kind::code: ImGui::PushFont(desk_.fonts.mono); break;
      default: ImGui::PushFont(desk_.fonts.plain);
    }
    if (block.kind == Kind::picture)
      draw_picture(block);
    else if (block.kind == Kind::table)
      draw_table(block);
    else
      ImGui::TextWrapped("%s", block.text.c_str());
    ImGui::PopFont();
    ImGui::Spacing();
  }

  static void draw_table(const MarkdownBlock& block) {
    const auto rows = table_rows(block.text);
    if (rows.empty() || rows.front().empty()) return;
    if (!ImGui::BeginTable(block.text.c_str(), static_cast<int>(rows.front().size()),
                           ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_SizingStretchProp))
      return;
    for (const auto& row : rows) {
      ImGui::TableNextRow();
      for (std::size_t i = 0; i < std::min(row.size(), rows.front().size()); ++i) {
        ImGui::TableNextColumn();
        ImGui::TextWrapped("%s", row[i].c_str());
      }
    }
    ImGui::EndTable();
  }

  void draw_picture(const MarkdownBlock& block) {
    const auto [known, fresh] = pictures_.try_emplace(block.file);
    if (fresh) known->second = load(block.file);
    if (!known->second) return ImGui::TextDisabled("[%s]", block.text.c_str());
    const scenarios::Bitmap& picture = *known->second;
    const float width = std::min(ImGui::GetContentRegionAvail().x, static_cast<float>(picture.width));
    ImGui::Image(desk_.textures.texture("lesson " + block.file, picture.width, picture.height, picture.rgb),
                 {width, width * static_cast<float>(picture.height) / static_cast<float>(picture.width)});
  }

  std::optional<scenarios::Bitmap> load(const std::string& file) const {
    std::string bytes;
    if (!desk_.outside.read || !desk_.outside.read(desk_.folder + "/" + file, bytes).empty()) return std::nullopt;
    try {
      return scenarios::from_png({reinterpret_cast<const u8*>(bytes.data()), bytes.size()});
    } catch (const std::runtime_error&) { return std::nullopt; }
  }

  std::map<std::string, std::optional<scenarios::Bitmap>> pictures_;
  bool read_ = false;
  std::vector<std::string> scenarios_, scripts_;
  std::vector<MarkdownBlock> blocks_;
};

}  // namespace

std::unique_ptr<Panel> lesson_panel(Desk& desk) { return std::make_unique<LessonPanel>(desk); }

}  // namespace gui
