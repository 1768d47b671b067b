// The boards' consoles, each a terminal.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gui/window/panels/panels.hpp"
#include "gui/window/terminal.hpp"

namespace gui {
namespace {

class TerminalPanel final : public Panel {
 public:
  explicit TerminalPanel(Desk& desk) : Panel(desk, "Terminal", Dock::bottom) {}

  void hear(const Snapshot& now, Commands& commands) override {
    while (terminals_.size() < now.consoles.size()) terminals_.push_back(std::make_unique<Terminal>(80, 12));
    for (std::size_t i = 0; i < now.consoles.size(); ++i) {
      if (now.consoles[i].fresh.empty()) continue;
      if (const std::string answer = terminals_[i]->receive(now.consoles[i].fresh); !answer.empty())
        commands.emplace_back(command::Input{i, answer});
      at_end_ = true;
    }
  }

  void draw(const Snapshot& now, Commands& commands) override {
    if (now.consoles.empty()) return ImGui::TextWrapped("This board has no console.");
    if (now.consoles.size() > 1)
      for (std::size_t i = 0; i < now.consoles.size(); ++i) {
        if (i) ImGui::SameLine();
        if (ImGui::RadioButton(now.consoles[i].name.c_str(), shown_ == i)) shown_ = i, selected_.reset();
      }
    if (shown_ >= terminals_.size()) return;
    Terminal& terminal = *terminals_[shown_];
    ImGui::PushFont(desk_.fonts.mono);
    const ImVec2 cell = {ImGui::CalcTextSize("M").x, ImGui::GetTextLineHeight() + 2};
    const ImVec2 room = ImGui::GetContentRegionAvail();
    terminal.resize(static_cast<int>((room.x - 24) / cell.x), static_cast<int>((room.y - 8) / cell.y));
    ImGui::PushStyleColor(ImGuiCol_ChildBg, ink(paper()));
    if (std::exchange(desk_.focuses_terminal, false)) ImGui::SetNextWindowFocus();
    ImGui::BeginChild("screen", room, ImGui::IsWindowFocused(ImGuiFocusedFlags_ChildWindows), ImGuiWindowFlags_NoNav);
    const bool focused = ImGui::IsWindowFocused();
    if (focused) type(terminal, commands);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    select(terminal, corner, cell);
    ImGui::Dummy({room.x - 24, static_cast<float>(terminal.lines()) * cell.y});
    draw_lines(terminal, corner, cell, focused);
    if (at_end_) ImGui::SetScrollHereY(1), at_end_ = false;
    ImGui::EndChild();
    ImGui::PopStyleColor();
    ImGui::PopFont();
  }

 private:
  bench::Colour paper() const { return desk_.dark ? bench::rgb(0x15181c) : bench::rgb(0xfdfdfb); }

  void draw_lines(const Terminal& terminal, ImVec2 corner, ImVec2 cell, bool focused) const {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const int past = terminal.lines() - terminal.rows();
    const float top = ImGui::GetScrollY(), height = ImGui::GetWindowHeight();
    const int first = std::max(0, static_cast<int>(top / cell.y) - 1),
              last = std::min(terminal.lines(), static_cast<int>((top + height) / cell.y) + 2);
    for (int i = first; i < last; ++i) {
      const Terminal::Line line = terminal.any_line(i);
      draw_selection(list, terminal, i, {corner.x, corner.y + static_cast<float>(i) * cell.y}, cell);
      for (std::size_t column = 0; column < line.size(); ++column)
        draw_cell(list, line[column],
                  {corner.x + static_cast<float>(column) * cell.x, corner.y + static_cast<float>(i) * cell.y}, cell);
    }
    if (!terminal.cursor_shown()) return;
    const ImVec2 at{corner.x + static_cast<float>(terminal.cursor_column()) * cell.x,
                    corner.y + static_cast<float>(past + terminal.cursor_row()) * cell.y};
    const ImVec2 to{at.x + cell.x, at.y + cell.y};
    const ImU32 colour = ink(desk_.theme.chosen.faded(focused ? 0.7 : 0.9));
    focused ? list.AddRectFilled(at, to, colour) : list.AddRect(at, to, colour);
  }

  void draw_cell(ImDrawList& list, const Terminal::Cell& cell, ImVec2 at, ImVec2 size) const {
    if (!cell.plain_paper) list.AddRectFilled(at, {at.x + size.x, at.y + size.y}, ink(cell.paper));
    if (cell.text.empty() || cell.text == " ") return;
    bench::Colour colour = cell.ink;
    const bool grey = colour.r == colour.g && colour.g == colour.b;
    if (cell.plain_paper)
      colour = grey         ? desk_.theme.ink
               : desk_.dark ? mix(colour, bench::rgb(0xffffff), 0.25)
                            : mix(colour, bench::rgb(0), 0.25);
    list.AddText(at, ink(colour), cell.text.data(), cell.text.data() + cell.text.size());
  }

  // Drag: a piece of text. A click takes the mark away.
  void select(const Terminal& terminal, ImVec2 corner, ImVec2 cell) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const Terminal::Place at{static_cast<int>(std::floor((mouse.y - corner.y) / cell.y)),
                             std::clamp(static_cast<int>((mouse.x - corner.x) / cell.x + 0.5F), 0, terminal.columns())};
    if (ImGui::IsWindowHovered() && ImGui::IsMouseClicked(0) && mouse.x < corner.x + ImGui::GetContentRegionAvail().x)
      selecting_ = true, selected_ = {at, at};
    if (selecting_ && selected_) selected_->second = at;
    if (!ImGui::IsMouseDown(0)) selecting_ = false;
    if (!selecting_ && selected_ && selected_->first == selected_->second) selected_.reset();
  }

  void draw_selection(ImDrawList& list, const Terminal& terminal, int line, ImVec2 at, ImVec2 cell) const {
    if (!selected_) return;
    const auto [from, to] = std::minmax(selected_->first, selected_->second);
    if (line < from.line || line > to.line) return;
    const int begin = line == from.line ? from.column : 0, end = line == to.line ? to.column : terminal.columns();
    list.AddRectFilled({at.x + static_cast<float>(begin) * cell.x, at.y},
                       {at.x + static_cast<float>(end) * cell.x, at.y + cell.y}, ink(desk_.theme.chosen.faded(0.3)));
  }

  std::string selected_text(const Terminal& terminal) const {
    if (!selected_) return terminal.text();
    const auto [from, to] = std::minmax(selected_->first, selected_->second);
    return terminal.text(from, to);
  }

  void send(const std::string& bytes, Commands& commands) const {
    if (!bytes.empty()) commands.emplace_back(command::Input{shown_, bytes});
  }

  // Shift and a page key look back at what has scrolled away.
  static bool scrolls(Terminal::Key key) {
    const float page = key == Terminal::Key::page_up ? -1.F : key == Terminal::Key::page_down ? 1.F : 0.F;
    if (page == 0 || !ImGui::GetIO().KeyShift) return false;
    ImGui::SetScrollY(ImGui::GetScrollY() + page * 0.8F * ImGui::GetWindowHeight());
    return true;
  }

  void type(Terminal& terminal, Commands& commands) const {
    for (const Typed& typed : desk_.typed) switch (typed.what) {
        case Typed::What::text: send(typed.text, commands); break;
        case Typed::What::key:
          if (!scrolls(typed.key)) send(terminal.key(typed.key), commands);
          break;
        case Typed::What::copy: ImGui::SetClipboardText(selected_text(terminal).c_str()); break;
        case Typed::What::paste:
          if (const char* text = ImGui::GetClipboardText()) send(terminal.pasted(text), commands);
          break;
      }
  }

  std::vector<std::unique_ptr<Terminal>> terminals_;
  std::size_t shown_ = 0;
  bool at_end_ = false, selecting_ = false;
  std::optional<std::pair<Terminal::Place, Terminal::Place>> selected_;
};

}  // namespace

std::unique_ptr<Panel> terminal_panel(Desk& desk) { return std::make_unique<TerminalPanel>(desk); }

}  // namespace gui
