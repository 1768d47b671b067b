// The bar at the top: run, pause, step, speed, the virtual clock, reset.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gui/window/keys.hpp"
#include "gui/window/panels/panels.hpp"

namespace gui {
namespace {

using namespace std::chrono_literals;

class TimeBar final : public Panel {
 public:
  explicit TimeBar(Desk& desk) : Panel(desk, "Time", Dock::bar) {}

  void draw(const Snapshot& now, Commands& commands) override {
    const bool over = !now.ended.empty();
    ImGui::BeginDisabled(over);
    if (ImGui::Button(now.paused ? "▶ Run (F5)" : "Ⅱ Pause (F5)", {120 * desk_.scale, 0}) ||
        ImGui::IsKeyPressed(key::f5)) {
      if (now.paused)
        commands.emplace_back(command::Continue{});
      else
        commands.emplace_back(command::Pause{});
    }
    ImGui::SameLine();
    ImGui::BeginDisabled(!now.paused);
    if (ImGui::Button("1 ms (F6)") || (now.paused && ImGui::IsKeyPressed(key::f6)))
      commands.emplace_back(command::Step{1ms});
    hint("run for a millisecond of virtual time");
    ImGui::SameLine();
    if (ImGui::Button("10 µs")) commands.emplace_back(command::Step{10us});
    ImGui::SameLine();
    if (ImGui::Button("event")) commands.emplace_back(command::StepEvent{});
    hint("to behind the next thing that happens: a timer, a transfer");
    ImGui::SameLine();
    if (ImGui::Button("instr.")) commands.emplace_back(command::StepInstruction{0});
    hint("one instruction of the first core");
    ImGui::EndDisabled();
    ImGui::SameLine(0, 18 * desk_.scale);
    draw_speed(now, commands);
    ImGui::SameLine(0, 18 * desk_.scale);
    ImGui::PushFont(desk_.fonts.mono);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(fmt::format("{:11.6f} s", emulator::seconds(now.now.time_since_epoch())).c_str());
    ImGui::PopFont();
    hint("virtual time since power-on");
    ImGui::SameLine();
    ImGui::TextDisabled("%s", over ? now.ended.c_str() : now.paused ? "paused" : reached(now.speed).c_str());
    begin_rest();
    if (ImGui::Button("Reset (F8)") || ImGui::IsKeyPressed(key::f8)) commands.emplace_back(command::Reset{});
    hint("the board's reset button");
    ImGui::SameLine();
    if (ImGui::Button("Power off and on")) commands.emplace_back(command::PowerCycle{});
    draw_resets(now, commands);
    ImGui::EndDisabled();
    end_rest();
    if (ImGui::Button(desk_.muted ? "Sound" : "Mute", {70 * desk_.scale, 0})) desk_.muted = !desk_.muted;
    hint("buzzers and speakers are heard");
    ImGui::SameLine();
    if (ImGui::Button(desk_.dark ? "Light" : "Dark", {64 * desk_.scale, 0})) desk_.dark = !desk_.dark;
  }

 private:
  // What does not fit beside the clock stands in a second row.
  void begin_rest() {
    const float room = ImGui::GetWindowWidth() - ImGui::GetItemRectMax().x - (18 + 170) * desk_.scale;
    desk_.bar_rows = rest_ > room ? 2 : 1;
    if (desk_.bar_rows == 1) ImGui::SameLine(0, 18 * desk_.scale);
    rest_began_ = ImGui::GetCursorScreenPos().x;
  }
  void end_rest() {
    rest_ = ImGui::GetItemRectMax().x - rest_began_;
    ImGui::SameLine(std::max(ImGui::GetWindowWidth() - 160 * desk_.scale, 0.F));
  }

  void draw_resets(const Snapshot& now, Commands& commands) {
    ImGui::SameLine();
    if (ImGui::Button("Soft reset") && !now.consoles.empty()) commands.emplace_back(command::Input{0, "\x03\x04"});
    hint("Ctrl-C and Ctrl-D to the interpreter");
    bool bootsel = false;
    for (const bench::Device& device : desk_.scene.devices) bootsel |= device.name.ends_with(":button_bootsel");
    if (!bootsel) return;
    ImGui::SameLine();
    if (ImGui::Button("BOOTSEL")) commands.emplace_back(command::Bootsel{});
    hint("off, and on with the BOOTSEL button held: its bootloader runs");
  }

  void hint(const char* text) {
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) ImGui::SetTooltip("%s", text);
  }
  static std::string reached(double speed) {
    if (speed <= 0) return "";
    return speed < 10 ? fmt::format("{:.2f}x", speed) : fmt::format("{:.0f}x", speed);
  }

  void draw_speed(const Snapshot& now, Commands& commands) {
    struct Choice {
      const char* name;
      double factor;
    };
    static constexpr Choice choices[] = {{"0.001x", 0.001}, {"0.01x", 0.01}, {"0.1x", 0.1}, {"0.5x", 0.5},
                                         {"1x", 1},         {"2x", 2},       {"4x", 4},     {"max", 0}};
    ImGui::SetNextItemWidth(90 * desk_.scale);
    const auto wanted = [&](double factor) { return factor > 0 ? emulator::Speed{factor} : emulator::Speed::max(); };
    const std::string name = now.wanted_speed.is_max() ? "max" : fmt::format("{:g}x", now.wanted_speed.factor);
    if (!ImGui::BeginCombo("##speed", name.c_str()))
      return hint("how fast virtual time passes; it changes nothing of what the board does");
    for (const auto& [label, factor] : choices)
      if (ImGui::Selectable(label, wanted(factor) == now.wanted_speed))
        commands.emplace_back(command::SetSpeed{wanted(factor)});
    ImGui::EndCombo();
  }

  float rest_ = 0, rest_began_ = 0;  // how wide it was
};

}  // namespace

std::unique_ptr<Panel> time_bar(Desk& desk) { return std::make_unique<TimeBar>(desk); }

}  // namespace gui
