// The multimeter between two pins, and what the board's supplies give over time.
#include <fmt/format.h>

#include <cmath>
#include <deque>

#include "gui/bench/editing/tool.hpp"
#include "gui/bench/instruments/timeline.hpp"
#include "gui/window/bench_tips.hpp"
#include "gui/window/panels/panels.hpp"

namespace gui {
namespace {

constexpr std::size_t most_points = 4000;

class MeterPanel final : public Panel {
 public:
  explicit MeterPanel(Desk& desk) : Panel(desk, "Meter", Dock::bottom) {}

  void hear(const Snapshot& now, Commands&) override {
    if (now.rig != rig_) rig_ = now.rig, supplies_.clear(), red_.clear(), black_.clear();
    const float at = static_cast<float>(emulator::seconds(now.now.time_since_epoch()));
    if (!points_.empty() && at < points_.back().x) points_.clear();
    if (!now.supplies.empty()) supplies_ = now.supplies;
    double milliamps = 0;
    for (const SupplyView& supply : now.supplies) milliamps = std::max(milliamps, supply.milliamps);
    if (!now.supplies.empty() && (points_.empty() || at > points_.back().x))
      points_.push_back({at, static_cast<float>(milliamps)});
    if (points_.size() > most_points) points_.pop_front();
  }

  void draw(const Snapshot& now, Commands&) override {
    desk_.wants.power = true;
    ImGui::BeginChild("meter", {330 * desk_.scale, 0});
    draw_meter(now);
    ImGui::EndChild();
    ImGui::SameLine();
    ImGui::BeginChild("power");
    draw_power();
    ImGui::EndChild();
  }

 private:
  std::optional<bench::LegRef> leg(const std::string& pin) const {
    for (std::size_t d = 0; d < desk_.scene.devices.size(); ++d)
      for (std::size_t l = 0; l < desk_.scene.devices[d].shape.legs.size(); ++l)
        if (bench::pin_of(desk_.scene, {d, l}) == pin) return bench::LegRef{d, l};
    return std::nullopt;
  }

  void probe(const char* name, std::string& pin) {
    const bool can = desk_.chosen_leg && desk_.chosen_leg->device < desk_.scene.devices.size();
    ImGui::BeginDisabled(!can);
    if (ImGui::Button(name)) pin = bench::pin_of(desk_.scene, *desk_.chosen_leg);
    ImGui::EndDisabled();
    ImGui::SameLine();
    ImGui::TextUnformatted(pin.empty() ? "(click a pin on the bench, then here)" : pin.c_str());
  }

  void draw_meter(const Snapshot& now) {
    probe("red  ", red_);
    probe("black", black_);
    if (ImGui::RadioButton("V, A", !measures_ohms_)) measures_ohms_ = false;
    ImGui::SameLine();
    if (ImGui::RadioButton("Ω", measures_ohms_)) measures_ohms_ = true;
    if (ImGui::IsItemHovered())
      ImGui::SetTooltip(
          "as with the power off and the chips' pins let go: resistors, switches and coils count,\n"
          "semiconductors block, as they do for the small voltage of a meter");
    const auto red = leg(red_), black = leg(black_);
    const auto volts = [&](std::optional<bench::LegRef> at) {
      if (!at || at->device >= now.scene.devices.size()) return std::nan("");
      const auto& all = now.scene.devices[at->device].volts;
      return at->leg < all.size() ? all[at->leg] : std::nan("");
    };
    const double difference = volts(red) - (black ? volts(black) : 0);
    if (measures_ohms_) return draw_ohms(now);
    ImGui::PushFont(desk_.fonts.large_mono);
    ImGui::TextUnformatted(!red                     ? "-.--- V"
                           : std::isnan(difference) ? "floats"
                                                    : fmt::format("{:.3f} V", difference).c_str());
    ImGui::PopFont();
    if (!red) return;
    const std::string current = milliamps_text(now, *red);
    ImGui::TextUnformatted(current.empty() ? "what flows there is not known" : (current + " into " + red_).c_str());
    if (!black) ImGui::TextDisabled("black is at ground");
  }

  void draw_ohms(const Snapshot& now) {
    if (!red_.empty() && !black_.empty()) desk_.wants.ohms = {red_, black_};
    const auto& ohms = now.inside.ohms;
    ImGui::PushFont(desk_.fonts.large_mono);
    ImGui::TextUnformatted(!desk_.wants.ohms || !ohms ? "---.- Ω"
                           : std::isinf(*ohms)        ? "open"
                                                      : bench::with_prefix(*ohms, "Ω").c_str());
    ImGui::PopFont();
    ImGui::TextDisabled("%s", desk_.wants.ohms ? "of the circuit without power" : "between the red and the black pin");
  }

  void draw_power() const {
    for (const SupplyView& supply : supplies_) {
      const bool known = std::isfinite(supply.most_milliamps) && supply.most_milliamps > 0;
      ImGui::TextUnformatted(fmt::format("{:<6} {:.2f} V {:8.2f} mA{}", supply.name, supply.volts, supply.milliamps,
                                         known ? fmt::format(" of {:.0f} mA", supply.most_milliamps) : "")
                                 .c_str());
      ImGui::SameLine();
      ImGui::TextDisabled("%s", supply.takers.c_str());
    }
    if (points_.size() < 2) return;
    const ImVec2 at = ImGui::GetCursorScreenPos(), size = ImGui::GetContentRegionAvail();
    if (size.y < 30) return;
    float most = 1;
    for (const ImVec2 p : points_) most = std::max(most, p.y * 1.1F);
    const float from = points_.front().x, width = std::max(points_.back().x - from, 1e-6F);
    std::vector<ImVec2> line;
    for (const ImVec2 p : points_)
      line.push_back({at.x + (p.x - from) / width * size.x, at.y + size.y - p.y / most * size.y});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, {at.x + size.x, at.y + size.y}, ink(desk_.theme.paper));
    list.AddPolyline(line.data(), static_cast<int>(line.size()), ink(bench::track_colour(0)), 0, 1.6F);
    list.AddText({at.x + 4, at.y + 2}, ink(desk_.theme.faint), fmt::format("{:.1f} mA", most).c_str());
  }

  std::string red_, black_;
  bool measures_ohms_ = false;
  std::vector<SupplyView> supplies_;
  std::deque<ImVec2> points_;  // seconds, milliamperes
  unsigned rig_ = 0;
};

}  // namespace

std::unique_ptr<Panel> meter_panel(Desk& desk) { return std::make_unique<MeterPanel>(desk); }

}  // namespace gui
