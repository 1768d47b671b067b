#include "gui/window/frame.hpp"
#include "gui/bench/editing/editor.hpp"

#include <algorithm>

#include "gui/bench/layout.hpp"
#include "gui/window/keys.hpp"
#include "gui/window/saving.hpp"
#include "gui/window/style.hpp"

namespace gui {
namespace {
constexpr ImGuiWindowFlags fixed = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus;
}

Frame::Frame(Desk& desk) : desk_(desk), panels_(all_panels(desk)) {
  set({});
  if (desk_.editor) desk_.editor->keep_places(bench::layout_of(desk_.scene));
}

void Frame::set(Sizes sizes) { right_ = sizes.right * desk_.scale, bottom_ = sizes.bottom * desk_.scale; }

void Frame::hear(std::unique_ptr<Snapshot> snapshot) {
  if (!snapshot) return;
  snapshot_ = std::move(snapshot);
  if (snapshot_->drawing && snapshot_->rig != desk_.rig) {  // another circuit stands on the bench
    desk_.scene = *snapshot_->drawing;
    desk_.rig = snapshot_->rig;
    desk_.chosen_leg.reset();
    desk_.recording.forget();
    if (desk_.editor) {
      if (desk_.editor->circuit()) bench::arrange(desk_.scene, desk_.editor->circuit()->layout);
      desk_.editor->keep_places(bench::layout_of(desk_.scene));
    }
  }
  desk_.recording.hear(snapshot_->nets, snapshot_->now);
  if (!snapshot_->notice.empty()) desk_.notice = snapshot_->notice;
  if (!snapshot_->ended.empty() && !std::exchange(told_end_, true)) desk_.notice = snapshot_->ended;
  for (const auto& panel : panels_) panel->hear(*snapshot_, heard_);
}

Commands Frame::draw() {
  Commands commands = std::exchange(heard_, {});
  desk_.theme = desk_.dark ? bench::Theme::dark() : bench::Theme::light();
  desk_.wants = {.nets = desk_.recorded};
  const bool dark = desk_.dark;
  if (const auto turn = std::exchange(desk_.turns_dark, std::nullopt)) desk_.dark = *turn;
  keys();
  const ImVec2 all = ImGui::GetIO().DisplaySize;
  const float bar = ImGui::GetFrameHeightWithSpacing() * static_cast<float>(desk_.bar_rows - 1) +
                    ImGui::GetFrameHeight() + 16 * desk_.scale;
  const float gap = 5 * desk_.scale, grown = desk_.scale / std::exchange(scale_, desk_.scale);
  right_ *= grown, bottom_ *= grown;
  right_ = std::clamp(right_, 120.F, std::max(120.F, all.x - 200));
  bottom_ = std::clamp(bottom_, 60.F, std::max(60.F, all.y - bar - 120));
  draw_dock(Dock::bar, "bar", {0, 0}, {all.x, bar}, commands);
  const float middle = all.x - right_ - gap, high = all.y - bar - bottom_ - gap;
  draw_dock(Dock::bench, "middle", {0, bar}, {middle, high}, commands);
  draw_dock(Dock::bottom, "bottom", {0, bar + high + gap}, {middle, bottom_}, commands);
  draw_dock(Dock::right, "right", {middle + gap, bar}, {right_, all.y - bar}, commands);
  splitter("between bench and column", {middle, bar}, {gap, all.y - bar}, true, right_, -1);
  splitter("between bench and bottom", {0, bar + high}, {middle, gap}, false, bottom_, -1);
  draw_notices(bar + high, middle);
  if (dark != desk_.dark) use_style(desk_.dark, desk_.scale);
  carry_out_edits(commands);
  look(commands);
  desk_.recorder.hear(commands, snapshot_->now, [this](const std::string& name) {
    const auto found = std::ranges::find(snapshot_->quantities, name, &QuantityView::name);
    return found != snapshot_->quantities.end() && found->unit.empty() && found->low == 0 && found->high == 1;
  });
  return commands;
}

// Where the keyboard is: the bench, the terminal, the column.
void Frame::keys() {
  if (ImGui::IsKeyPressed(key::f2)) ImGui::SetWindowFocus("middle");
  if (ImGui::IsKeyPressed(key::f3)) desk_.wanted_tab = "Terminal", desk_.focuses_terminal = true;
  if (ImGui::IsKeyPressed(key::f4)) ImGui::SetWindowFocus("right");
}

// What a person should know is a strip at the foot of the bench, above everything, so that nothing moves: it stops
// nothing, and goes when it has been read; what went well goes by itself.
void Frame::draw_notices(float bottom, float width) {
  const bool leaving = desk_.wants_to_leave && (circuit_is_dirty(desk_) || script_is_dirty(desk_));
  if (desk_.wants_to_leave && !leaving) desk_.leaves = true;
  constexpr double a_moment = 4;
  if (!desk_.done.empty() && done_until_ == 0) done_until_ = ImGui::GetTime() + a_moment;
  if (ImGui::GetTime() > done_until_) desk_.done.clear(), done_until_ = 0;
  const bool wrong = leaving || desk_.opening || !desk_.notice.empty();
  if (!wrong && desk_.done.empty()) return;
  const float height = ImGui::GetFrameHeight() + 12 * desk_.scale;
  ImGui::SetNextWindowPos({0, bottom - height});
  ImGui::SetNextWindowSize({width, height});
  const ImVec4 warning = desk_.dark ? ImVec4{0.36F, 0.29F, 0.1F, 1} : ImVec4{1, 0.91F, 0.66F, 1};
  const ImVec4 fine = desk_.dark ? ImVec4{0.12F, 0.27F, 0.36F, 1} : ImVec4{0.8F, 0.91F, 0.97F, 1};
  ImGui::PushStyleColor(ImGuiCol_WindowBg, wrong ? warning : fine);
  ImGui::Begin("notices", nullptr,
               (fixed & ~ImGuiWindowFlags_NoBringToFrontOnFocus) | ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::AlignTextToFramePadding();
  wrong ? draw_notice(width) : ImGui::TextUnformatted(desk_.done.c_str());
  ImGui::End();
  ImGui::PopStyleColor();
}

void Frame::draw_notice(float width) {
  if (desk_.wants_to_leave) return ask_before_leaving();
  if (desk_.opening) return ask_before_opening();
  ImGui::TextUnformatted(desk_.notice.substr(0, desk_.notice.find('\n')).c_str());
  if (ImGui::IsItemHovered() && desk_.notice.find('\n') != desk_.notice.npos)
    ImGui::SetTooltip("%s", desk_.notice.c_str());
  ImGui::SameLine(width - 80 * desk_.scale);
  if (ImGui::Button("Well")) desk_.notice.clear();
}

void Frame::ask_before_leaving() {
  const bool circuit = circuit_is_dirty(desk_), script = script_is_dirty(desk_);
  ImGui::Text("The %s not saved.", circuit && script ? "circuit and the script have changes that are"
                                   : circuit         ? "circuit has changes that are"
                                                     : "script has changes that are");
  ImGui::SameLine();
  if (ImGui::Button("Save and leave"))
    desk_.leaves = desk_.wants_to_leave = (!circuit || save_circuit(desk_)) && (!script || save_script(desk_));
  ImGui::SameLine();
  if (ImGui::Button("Leave without saving")) desk_.leaves = true;
  ImGui::SameLine();
  if (ImGui::Button("Stay")) desk_.wants_to_leave = false;
}

void Frame::ask_before_opening() {
  ImGui::Text("%s has changes that are not saved.",
              desk_.script_name.empty() ? "The script" : desk_.script_name.c_str());
  const auto open = [this] {
    desk_.script = desk_.saved_script = desk_.opening->second, desk_.script_name = desk_.opening->first;
    desk_.opening.reset();
  };
  ImGui::SameLine();
  if (ImGui::Button("Save it") && save_script(desk_)) return open();
  ImGui::SameLine();
  if (ImGui::Button(("Lose them, open " + desk_.opening->first).c_str())) return open();
  ImGui::SameLine();
  if (ImGui::Button("Keep it open")) desk_.opening.reset();
}

// The circuit as it is edited becomes the circuit that runs, and what only moved is moved.
void Frame::carry_out_edits(Commands& commands) {
  if (!desk_.editor) return;
  bench::Editor& editor = *desk_.editor;
  if (editor.revision() == arranged_) return;
  arranged_ = editor.revision();
  if (!editor.circuit()) return;
  if (editor.wiring() != built_) {
    built_ = editor.wiring();
    commands.emplace_back(command::Rebuild{std::make_shared<const boards::CircuitDescription>(*editor.circuit())});
    return;
  }
  bench::arrange(desk_.scene, editor.circuit()->layout);
  editor.keep_places(bench::layout_of(desk_.scene));
}

void Frame::look(Commands& commands) {
  if (desk_.wants == told_) return;
  told_ = desk_.wants;
  commands.emplace_back(command::Look{told_});
}

void Frame::splitter(const char* name, ImVec2 at, ImVec2 size, bool vertical, float& value, float sign) {
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
  ImGui::Begin(name, nullptr, fixed | ImGuiWindowFlags_NoNav);
  ImGui::InvisibleButton("grip", size);
  if (ImGui::IsItemHovered() || ImGui::IsItemActive())
    ImGui::SetMouseCursor(vertical ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
  if (ImGui::IsItemActive()) value += sign * (vertical ? ImGui::GetIO().MouseDelta.x : ImGui::GetIO().MouseDelta.y);
  ImGui::End();
  ImGui::PopStyleVar(2);
}

void Frame::draw_dock(Dock dock, const char* name, ImVec2 at, ImVec2 size, Commands& commands) {
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize(size);
  const bool is_bench = dock == Dock::bench;
  if (is_bench) ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::Begin(name, nullptr,
               fixed | (is_bench ? ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNavInputs : 0));
  if (is_bench) ImGui::PopStyleVar();
  if (dock == Dock::bar || is_bench) {
    for (const auto& panel : panels_)
      if (panel->dock() == dock) panel->draw(*snapshot_, commands);
  } else if (ImGui::BeginTabBar("tabs", ImGuiTabBarFlags_FittingPolicyScroll | ImGuiTabBarFlags_TabListPopupButton)) {
    std::string wish = std::exchange(wished_[static_cast<std::size_t>(dock)], {});
    for (const auto& panel : panels_)
      if (panel->dock() == dock && panel->title() == desk_.wanted_tab) wish = std::exchange(desk_.wanted_tab, {});
    for (const auto& panel : panels_) {
      if (panel->dock() != dock) continue;
      const bool wanted = panel->title() == wish;
      if (ImGui::BeginTabItem(panel->title().c_str(), nullptr, wanted ? ImGuiTabItemFlags_SetSelected : 0)) {
        tabs_[static_cast<std::size_t>(dock)] = panel->title();
        ImGui::BeginChild("content", {0, 0}, false);
        panel->draw(*snapshot_, commands);
        ImGui::EndChild();
        ImGui::EndTabItem();
      }
    }
    ImGui::EndTabBar();
  }
  ImGui::End();
}

}  // namespace gui
