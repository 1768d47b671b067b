// The chip's blocks, their registers and named fields, live; and its interrupts.
#include <fmt/format.h>
#include <imgui.h>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include <algorithm>
#include <map>

#include "gui/window/panels/panels.hpp"

namespace gui {
namespace {

const ImVec4 fresh_colour{0.84F, 0.37F, 0, 1};

class PeripheralsPanel final : public Panel {
 public:
  explicit PeripheralsPanel(Desk& desk) : Panel(desk, "Peripherals", Dock::bottom) {}

  void draw(const Snapshot& now, Commands&) override {
    desk_.wants.block = block_;
    desk_.wants.interrupts = true;
    ImGui::BeginChild("blocks", {190 * desk_.scale, 0});
    ImGui::SetNextItemWidth(-1);
    ImGui::InputTextWithHint("##search", "search", &search_);
    for (const BlockView& block : now.inside.blocks) {
      if (!search_.empty() && block.name.find(search_) == block.name.npos) continue;
      ImGui::PushID(static_cast<int>(block.base));
      if (ImGui::Selectable(block.name.c_str(), block.name == block_)) block_ = block.name, values_.clear();
      if (ImGui::IsItemHovered())
        ImGui::SetTooltip("%08x%s%s", block.base,
                          block.interrupt < 0 ? "" : fmt::format(", interrupt {}", block.interrupt).c_str(),
                          block.modelled ? "" : ", not modelled");
      ImGui::PopID();
    }
    ImGui::EndChild();
    ImGui::SameLine();
    ImGui::BeginChild("registers", {-230 * desk_.scale, 0});
    draw_registers(now);
    ImGui::EndChild();
    ImGui::SameLine();
    ImGui::BeginChild("interrupts");
    draw_interrupts(now);
    ImGui::EndChild();
  }

 private:
  struct Value {
    u32 now = 0, before = 0;
    emulator::Time changed{};
  };

  void draw_registers(const Snapshot& now) {
    if (block_.empty()) return ImGui::TextWrapped("Choose a block to see its registers.");
    if (now.inside.block != block_) return;
    if (now.inside.registers.empty())
      return ImGui::TextWrapped("%s has no registers that could be shown.", block_.c_str());
    ImGui::PushFont(desk_.fonts.mono);
    for (const RegisterView& reg : now.inside.registers) {
      auto [known, first] = values_.try_emplace(reg.address, Value{reg.value, reg.value, emulator::Time::min()});
      Value& value = known->second;
      if (value.now != reg.value) value = {reg.value, value.now, now.now};
      const bool fresh =
          value.changed != emulator::Time::min() && now.now - value.changed < std::chrono::milliseconds{500};
      if (fresh) ImGui::PushStyleColor(ImGuiCol_Text, fresh_colour);
      const bool open = ImGui::TreeNode(reg.name.c_str(), "%-22s %08x", reg.name.c_str(), reg.value);
      if (fresh) ImGui::PopStyleColor();
      if (!open) continue;
      for (const auto& field : reg.fields) {
        const std::string bits = field.width == 1 ? fmt::format("[{}]", field.lsb)
                                                  : fmt::format("[{}:{}]", field.lsb + field.width - 1, field.lsb);
        const u32 mask = (field.width == 32 ? ~0U : (1U << field.width) - 1) << field.lsb;
        const std::string text =
            fmt::format("{:<8}{:<22}{:#x}{}", bits, field.name, field.value, field.modelled ? "" : "  not modelled");
        if (fresh && (value.before ^ value.now) & mask)
          ImGui::TextColored(fresh_colour, "%s", text.c_str());
        else
          ImGui::TextUnformatted(text.c_str());
      }
      ImGui::TreePop();
    }
    ImGui::PopFont();
  }

  void draw_interrupts(const Snapshot& now) const {
    if (now.inside.exception) ImGui::Text("exception %u is being handled", now.inside.exception);
    if (now.inside.next != emulator::Time::max())
      ImGui::TextDisabled("next event in %s",
                          fmt::format("{:.3f} µs", emulator::seconds(now.inside.next - now.now) * 1e6).c_str());
    for (const InterruptView& line : now.inside.interrupts) {
      const std::string text = fmt::format("{:2} {}{} {}", line.number, line.of, line.enabled ? "" : " (off)",
                                           line.pending ? "pending" : "");
      if (line.pending)
        ImGui::TextColored(fresh_colour, "%s", text.c_str());
      else if (line.enabled)
        ImGui::TextUnformatted(text.c_str());
      else
        ImGui::TextDisabled("%s", text.c_str());
    }
  }

  std::string block_, search_;
  std::map<u32, Value> values_;
};

}  // namespace

std::unique_ptr<Panel> peripherals_panel(Desk& desk) { return std::make_unique<PeripheralsPanel>(desk); }

}  // namespace gui
