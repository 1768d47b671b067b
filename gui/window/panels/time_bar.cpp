// The bar at the top: run, pause, step, speed, the virtual clock, reset.
#include <fmt/format.h>

#include <array>
#include <cmath>

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
        ImGui::IsKeyPressed(SDL_F5)) {
      if (now.paused)
        commands.emplace_back(command::Continue{});
      else
        commands.emplace_back(command::Pause{});
    }
    ImGui::SameLine();
    ImGui::BeginDisabled(!now.paused);
    if (ImGui::Button("1 ms (F6)") || (now.paused && ImGui::IsKeyPressed(SDL_F6)))
      commands.emplace_back(command::Step{1ms});
    hint("run for a millisecond of virtual time");
    ImGui::SameLine();
    if (ImGui::Button("10 µs")) commands.emplace_back(command::Step{10us});
    ImGui::EndDisabled();
    ImGui::SameLine(0, 18 * desk_.scale);
    draw_speed(commands);
    ImGui::SameLine(0, 18 * desk_.scale);
    ImGui::PushFont(desk_.fonts.mono);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(fmt::format("{:11.6f} s", emulator::seconds(now.now.time_since_epoch())).c_str());
    ImGui::PopFont();
    hint("virtual time since power-on");
    ImGui::SameLine();
    ImGui::TextDisabled("%s", over ? now.ended.c_str() : now.paused ? "paused" : reached(now.speed).c_str());
    ImGui::SameLine(0, 18 * desk_.scale);
    if (ImGui::Button("Reset (F8)") || ImGui::IsKeyPressed(SDL_F8)) commands.emplace_back(command::Reset{});
    hint("the board's reset button");
    ImGui::SameLine();
    if (ImGui::Button("Power off and on")) commands.emplace_back(command::PowerCycle{});
    ImGui::EndDisabled();
    ImGui::SameLine(ImGui::GetWindowWidth() - 80 * desk_.scale);
    if (ImGui::Button(desk_.dark ? "Light" : "Dark", {64 * desk_.scale, 0})) desk_.dark = !desk_.dark;
  }

 private:
  static constexpr int SDL_F5 = 62, SDL_F6 = 63, SDL_F8 = 65;  // SDL_scancode.h, as ImGui's SDL back end counts keys

  void hint(const char* text) {
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) ImGui::SetTooltip("%s", text);
  }
  static std::string reached(double speed) {
    if (speed <= 0) return "";
    return speed < 10 ? fmt::format("{:.2f}x", speed) : fmt::format("{:.0f}x", speed);
  }

  void draw_speed(Commands& commands) {
    struct Choice {
      const char* name;
      double factor;
    };
    static constexpr Choice choices[] = {{"0.001x", 0.001}, {"0.01x", 0.01}, {"0.1x", 0.1}, {"0.5x", 0.5},
                                         {"1x", 1},         {"2x", 2},       {"4x", 4},     {"max", 0}};
    ImGui::SetNextItemWidth(90 * desk_.scale);
    if (!ImGui::BeginCombo("##speed", choices[chosen_].name))
      return hint("how fast virtual time passes; it changes nothing of what the board does");
    for (std::size_t i = 0; i < std::size(choices); ++i)
      if (ImGui::Selectable(choices[i].name, i == chosen_)) {
        chosen_ = i;
        commands.emplace_back(
            command::SetSpeed{choices[i].factor > 0 ? emulator::Speed{choices[i].factor} : emulator::Speed::max()});
      }
    ImGui::EndCombo();
  }
  std::size_t chosen_ = 4;
};

}  // namespace

std::unique_ptr<Panel> time_bar(Desk& desk) { return std::make_unique<TimeBar>(desk); }

}  // namespace gui
