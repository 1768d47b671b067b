// The script: edited here, run on the board through its REPL.
#include <fmt/format.h>
#include <imgui.h>
#include <algorithm>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include "gui/window/keys.hpp"
#include "gui/window/panels/panels.hpp"
#include "gui/window/python_colours.hpp"
#include "gui/window/saving.hpp"

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
    if (ImGui::Button("▶ Run script (F9)") || (can_run && ImGui::IsKeyPressed(key::f9)))
      commands.emplace_back(command::RunScript{desk_.script, desk_.script_name.empty() ? "script" : desk_.script_name});
    ImGui::EndDisabled();
    ImGui::SameLine();
    ImGui::BeginDisabled(!runs);
    if (ImGui::Button("■ Stop")) commands.emplace_back(command::StopScript{});
    ImGui::EndDisabled();
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) ImGui::SetTooltip("Ctrl-C to the board");
    ImGui::SameLine();
    ImGui::TextDisabled("%s", state_of(now).c_str());
    ImGui::SetNextItemWidth(-70 * desk_.scale);
    ImGui::InputTextWithHint("##name", "main.py", &desk_.script_name);
    ImGui::SameLine();
    if (ImGui::Button(script_is_dirty(desk_) ? "Save *" : "Save")) save_script(desk_);
    if (desk_.script.empty())
      ImGui::TextWrapped(
          "Type Python here and run it on the board. A script given on the command line stands here too.");
    draw_editor();
  }

 private:
  // As large as the text, inside of what scrolls; the colours lie on top of it.
  void draw_editor() {
    ImGui::PushFont(desk_.fonts.mono);
    ImGui::BeginChild("editor", {0, 0}, false, ImGuiWindowFlags_HorizontalScrollbar);
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const ImVec2 text = ImGui::CalcTextSize(desk_.script.c_str()), padding = ImGui::GetStyle().FramePadding;
    const float line = ImGui::GetTextLineHeight();
    const ImVec2 size{std::max(room.x, text.x + 60), std::max(room.y, text.y + 4 * line)};
    int cursor = -1;
    ImGui::InputTextMultiline(
        "##script", &desk_.script, size, ImGuiInputTextFlags_AllowTabInput | ImGuiInputTextFlags_CallbackAlways,
        [](ImGuiInputTextCallbackData* data) {
          *static_cast<int*>(data->UserData) = data->CursorPos;
          return 0;
        },
        &cursor);
    if (cursor >= 0 && cursor != cursor_) follow(cursor_ = cursor, line, room.y);
    ImGui::SetCursorScreenPos(at);
    ImGui::BeginChild("colours", size, false,
                      ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoNav);
    draw_colours({at.x + padding.x, at.y + padding.y}, line);
    ImGui::EndChild();
    ImGui::EndChild();
    ImGui::PopFont();
  }

  // The line where one types is in sight.
  void follow(int cursor, float line, float height) const {
    const auto end = desk_.script.begin() + std::min<std::ptrdiff_t>(cursor, std::ssize(desk_.script));
    const float y = static_cast<float>(std::count(desk_.script.begin(), end, '\n')) * line;
    if (y < ImGui::GetScrollY()) ImGui::SetScrollY(y);
    if (y + 2 * line > ImGui::GetScrollY() + height) ImGui::SetScrollY(y + 2 * line - height);
  }

  void draw_colours(ImVec2 corner, float line) const {
    using Kind = PythonPiece::Kind;
    const std::string& text = desk_.script;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    std::size_t at = 0, row = 0, begin_of_row = 0;
    for (const PythonPiece& piece : python_pieces(text)) {
      const bench::Colour colour = piece.kind == Kind::keyword  ? bench::rgb(desk_.dark ? 0x6cb6ff : 0x0059b3)
                                   : piece.kind == Kind::text   ? bench::rgb(desk_.dark ? 0x7ee0b5 : 0x00755a)
                                   : piece.kind == Kind::number ? bench::rgb(desk_.dark ? 0xffb86b : 0xb35900)
                                                                : bench::rgb(0x8a8f96);
      for (std::size_t from = piece.begin; from < piece.end;) {  // line by line
        for (; at < from; ++at)
          if (text[at] == '\n') ++row, begin_of_row = at + 1;
        const std::size_t to = std::min(text.find('\n', from), piece.end);
        // Letters of several bytes and tabs before it: as wide as ImGui draws them.
        const float x = ImGui::CalcTextSize(text.data() + begin_of_row, text.data() + from).x;
        list.AddText({corner.x + x, corner.y + static_cast<float>(row) * line}, ink(colour), text.data() + from,
                     text.data() + to);
        from = to + 1;
      }
    }
  }

  int cursor_ = -1;
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
