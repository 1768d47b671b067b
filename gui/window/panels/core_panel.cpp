// A core: registers, with what has changed in colour, and code with breakpoints.
#include <fmt/format.h>

#include <algorithm>

#include "gui/window/keys.hpp"
#include "gui/window/panels/panels.hpp"

namespace gui {
namespace {

class CorePanel final : public Panel {
 public:
  explicit CorePanel(Desk& desk) : Panel(desk, "Core", Dock::bottom) {}

  void draw(const Snapshot& now, Commands& commands) override {
    desk_.wants.core = core_;
    if (!now.inside.core) return ImGui::TextDisabled("…");
    const CoreView& core = *now.inside.core;
    for (std::size_t i = 0; i < now.inside.cores.size(); ++i) {
      if (ImGui::RadioButton(now.inside.cores[i].c_str(), core_ == i)) core_ = i;
      ImGui::SameLine();
    }
    ImGui::BeginDisabled(!now.paused);
    if (ImGui::Button("one instruction (F7)") || (now.paused && ImGui::IsKeyPressed(key::f7)))
      commands.emplace_back(command::StepInstruction{core_});
    ImGui::EndDisabled();
    ImGui::SameLine();
    ImGui::TextDisabled("%s", fmt::format("{:.3f} MHz, {} cycles{}", static_cast<double>(core.hz) / 1e6, core.cycles,
                                          core.locked_up  ? ", locked up"
                                          : core.sleeping ? ", asleep"
                                                          : "")
                                  .c_str());
    remember(core);
    ImGui::PushFont(desk_.fonts.mono);
    ImGui::BeginChild("registers", {260 * desk_.scale, 0});
    draw_registers(core);
    ImGui::EndChild();
    ImGui::SameLine();
    ImGui::BeginChild("code");
    draw_code(now, core, commands);
    ImGui::EndChild();
    ImGui::PopFont();
  }

 private:
  // What was there when the core last stood elsewhere.
  void remember(const CoreView& core) {
    if (core.name == last_.name && core.cycles == last_.cycles) return;
    before_ = core.name == last_.name ? last_.registers : core.registers;
    last_ = core;
  }

  void draw_registers(const CoreView& core) const {
    for (std::size_t i = 0; i < core.registers.size(); ++i) {
      const auto& [name, value] = core.registers[i];
      const bool changed = i < before_.size() && before_[i].value != value;
      const std::string text = fmt::format("{:<6} {:08x} {:>11}", name, value, static_cast<std::int32_t>(value));
      if (changed)
        ImGui::TextColored({0.84F, 0.37F, 0, 1}, "%s", text.c_str());
      else
        ImGui::TextUnformatted(text.c_str());
    }
  }

  void draw_code(const Snapshot& now, const CoreView& core, Commands& commands) {
    for (const CoreView::Line& line : core.code) {
      ImGui::PushID(static_cast<int>(line.address));
      const auto& points = now.inside.breakpoints;
      const bool stops = std::ranges::find(points, line.address) != points.end();
      if (ImGui::SmallButton(stops ? "●" : "○")) commands.emplace_back(command::Breakpoint{line.address, !stops});
      if (ImGui::IsItemHovered()) ImGui::SetTooltip("breakpoint");
      ImGui::SameLine();
      const std::string text =
          fmt::format("{} {:08x}  {}", line.address == core.pc ? "→" : " ", line.address, line.text);
      if (line.address == core.pc && shown_ != core.pc) ImGui::SetScrollHereY(0.3F), shown_ = core.pc;
      if (line.address == core.pc)
        ImGui::TextColored({0, 0.62F, 0.45F, 1}, "%s", text.c_str());
      else
        ImGui::TextUnformatted(text.c_str());
      ImGui::PopID();
    }
    for (const u32 address : now.inside.breakpoints) {  // those that are elsewhere
      if (std::ranges::find(core.code, address, &CoreView::Line::address) != core.code.end()) continue;
      ImGui::PushID(static_cast<int>(address));
      if (ImGui::SmallButton("●")) commands.emplace_back(command::Breakpoint{address, false});
      ImGui::SameLine();
      ImGui::TextDisabled("  %08x", address);
      ImGui::PopID();
    }
  }

  std::size_t core_ = 0;
  u32 shown_ = 1;  // the counter that was last scrolled to
  CoreView last_;
  std::vector<CoreView::Register> before_;
};

}  // namespace

std::unique_ptr<Panel> core_panel(Desk& desk) { return std::make_unique<CorePanel>(desk); }

}  // namespace gui
