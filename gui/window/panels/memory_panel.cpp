// Memory as a core sees it, with what has changed in colour. Devices are not looked at here: see Peripherals.
#include <fmt/format.h>
#include <imgui.h>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include "gui/window/panels/panels.hpp"

namespace gui {
namespace {

class MemoryPanel final : public Panel {
 public:
  explicit MemoryPanel(Desk& desk) : Panel(desk, "Memory", Dock::bottom) {}

  void draw(const Snapshot& now, Commands&) override {
    ImGui::SetNextItemWidth(140 * desk_.scale);
    if (ImGui::InputText("address", &typed_)) {
      char* end = nullptr;
      const unsigned long value = std::strtoul(typed_.c_str(), &end, 16);
      if (end && *end == 0 && value <= 0xffffffff) from_ = static_cast<u32>(value) & ~15U;
    }
    for (const auto& [name, address] :
         {std::pair{"RAM", 0x20000000U}, std::pair{"flash", 0x10000000U}, std::pair{"0", 0U}}) {
      ImGui::SameLine();
      if (ImGui::SmallButton(name)) go(address);
    }
    ImGui::SameLine();
    if (ImGui::SmallButton("<")) go(from_ - MemoryView::bytes_shown);
    ImGui::SameLine();
    if (ImGui::SmallButton(">")) go(from_ + MemoryView::bytes_shown);
    desk_.wants.memory = from_;
    if (!now.inside.memory) return;
    remember(now);
    ImGui::PushFont(desk_.fonts.mono);
    ImGui::BeginChild("bytes");
    for (u32 row = 0; row < MemoryView::bytes_shown; row += 16) draw_row(*now.inside.memory, row);
    ImGui::EndChild();
    ImGui::PopFont();
  }

 private:
  void go(u32 address) { from_ = address, typed_ = fmt::format("{:08x}", address); }

  void remember(const Snapshot& now) {
    if (now.now == at_ && last_.from == now.inside.memory->from) return;
    before_ = last_.from == now.inside.memory->from ? last_ : *now.inside.memory;
    last_ = *now.inside.memory, at_ = now.now;
  }

  void draw_row(const MemoryView& memory, u32 row) const {
    ImGui::TextDisabled("%08x", memory.from + row);
    std::string letters;
    for (u32 i = row; i < row + 16 && i < memory.bytes.size(); ++i) {
      ImGui::SameLine(0, i % 8 ? 6 : 14);
      const auto byte = memory.bytes[i];
      letters += byte && *byte >= 32 && *byte < 127 ? static_cast<char>(*byte) : '.';
      const bool changed = before_.from == memory.from && i < before_.bytes.size() && before_.bytes[i] != byte;
      if (!byte)
        ImGui::TextDisabled("--");
      else if (changed)
        ImGui::TextColored({0.84F, 0.37F, 0, 1}, "%02x", *byte);
      else
        ImGui::Text("%02x", *byte);
    }
    ImGui::SameLine(0, 18);
    ImGui::TextUnformatted(letters.c_str());
  }

  u32 from_ = 0x20000000;
  std::string typed_ = "20000000";
  MemoryView last_, before_;
  emulator::Time at_{};
};

}  // namespace

std::unique_ptr<Panel> memory_panel(Desk& desk) { return std::make_unique<MemoryPanel>(desk); }

}  // namespace gui
