// The chosen part: its quantities as sliders, what can be measured on it, its terminals. Without one: the whole world.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <numbers>

#include "gui/bench/editing/tool.hpp"
#include "gui/window/bench_tips.hpp"
#include "gui/window/panels/panels.hpp"
#include "gui/window/panels/part_editor.hpp"
#include "peripherals/parts/part.hpp"

namespace gui {
namespace {

std::string in_words(const std::string& unit) { return unit == "degC" ? "°C" : unit == "deg" ? "°" : unit; }

// A quantity that moves by itself, in virtual time.
struct Motion {
  enum class Kind { none, ramp, sine, noise } kind = Kind::none;
  double seconds = 4;  // of one turn
};

// The same at the same time, whoever asks: 0 to 1.
double noise(const std::string& name, double t) {
  const auto dice = [&](emulator::u64 n) {
    emulator::u64 x = n * 0x9e3779b97f4a7c15U + std::hash<std::string>{}(name);
    x ^= x >> 31, x *= 0xbf58476d1ce4e5b9U, x ^= x >> 29;
    return static_cast<double>(x >> 11) / static_cast<double>(1ULL << 53);
  };
  const double step = std::floor(t), share = t - step;
  const auto n = static_cast<emulator::u64>(step);
  return dice(n) * (1 - share) + dice(n + 1) * share;
}

class PartPanel final : public Panel {
 public:
  explicit PartPanel(Desk& desk) : Panel(desk, "Part", Dock::right), editor_(desk) {}

  void draw(const Snapshot& now, Commands& commands) override {
    const bench::Device* device = desk_.scene.find(desk_.chosen.device);
    if (!device || device->kind == bench::Device::Kind::board) {
      ImGui::TextWrapped(now.quantities.empty()
                             ? "There is nothing around this board that could be moved. The palette has parts."
                             : "Everything that can be moved. Click a part on the bench for that part alone.");
      for (const QuantityView& quantity : now.quantities) draw_quantity(quantity, commands);
      return;
    }
    ImGui::PushFont(desk_.fonts.bold);
    ImGui::TextUnformatted(device->name.c_str());
    ImGui::PopFont();
    ImGui::SameLine();
    ImGui::TextDisabled("%s", device->facts.type.c_str());
    if (const auto* type = parts::PartCatalogue::find(device->facts.type))
      ImGui::TextWrapped("%s", std::string{type->summary}.c_str());
    for (const QuantityView& quantity : now.quantities)
      for (const std::string& name : device->facts.quantities)
        if (name == quantity.name) draw_quantity(quantity, commands);
    const auto index = static_cast<std::size_t>(device - desk_.scene.devices.data());
    if (index < now.scene.devices.size()) draw_state(*device, now, index);
    if (desk_.editor && device->kind == bench::Device::Kind::part) editor_.draw(device->name, device->facts.type);
  }

  // Seen or not, what moves by itself moves on.
  void hear(const Snapshot& now, Commands& commands) override { move_by_itself(now, commands); }

 private:
  void draw_quantity(const QuantityView& q, Commands& commands) {
    ImGui::PushID(q.name.c_str());
    ImGui::Spacing();
    ImGui::TextUnformatted(q.name.c_str());
    const bool on_off = q.low == 0 && q.high == 1 && q.unit.empty() && (q.value == 0 || q.value == 1);
    if (on_off) {
      bool on = q.value > 0.5;
      ImGui::SameLine();
      if (ImGui::Checkbox("##on", &on)) commands.emplace_back(command::Set{q.name, on ? 1. : 0.});
    }
    double value = q.value;
    const bool wide = q.low >= 0 && q.high >= 1000 * std::max(q.low, 1.0);  // light: by its logarithm
    ImGui::SetNextItemWidth(-115 * desk_.scale);
    const std::string format = "%.4g " + in_words(q.unit);
    if (ImGui::SliderScalar("##value", ImGuiDataType_Double, &value, &q.low, &q.high, format.c_str(),
                            ImGuiSliderFlags_AlwaysClamp | (wide ? ImGuiSliderFlags_Logarithmic : 0)))
      commands.emplace_back(command::Set{q.name, value}), motions_[q.name].kind = Motion::Kind::none;
    if (ImGui::IsItemHovered())
      ImGui::SetTooltip("%g … %g %s\nCtrl and click: type a value", q.low, q.high, in_words(q.unit).c_str());
    ImGui::SameLine();
    draw_motion(motions_[q.name]);
    ImGui::PopID();
  }

  void draw_motion(Motion& motion) {
    constexpr const char* names[] = {"by hand", "ramp", "sine", "noise"};
    ImGui::SetNextItemWidth(-1);
    if (!ImGui::BeginCombo("##motion", names[static_cast<int>(motion.kind)])) return;
    for (int i = 0; i < 4; ++i)
      if (ImGui::Selectable(names[i], static_cast<int>(motion.kind) == i)) motion.kind = static_cast<Motion::Kind>(i);
    ImGui::EndCombo();
  }

  void move_by_itself(const Snapshot& now, Commands& commands) const {
    const double t = emulator::seconds(now.now.time_since_epoch());
    if (now.paused) return;
    for (const QuantityView& q : now.quantities) {
      const auto found = motions_.find(q.name);
      if (found == motions_.end() || found->second.kind == Motion::Kind::none) continue;
      const double turns = t / found->second.seconds, turn = turns - std::floor(turns);
      const double share = found->second.kind == Motion::Kind::ramp   ? turn
                           : found->second.kind == Motion::Kind::sine ? (1 - std::cos(2 * std::numbers::pi * turn)) / 2
                                                                      : noise(q.name, 8 * turns);
      commands.emplace_back(command::Set{q.name, q.low + share * (q.high - q.low)});
    }
  }

  void draw_state(const bench::Device& device, const Snapshot& now, std::size_t index) {
    const bench::PartState& state = now.scene.devices[index];
    if (!state.readings.empty() && ImGui::CollapsingHeader("Measured", ImGuiTreeNodeFlags_DefaultOpen))
      for (const auto& [name, value] : state.readings) {
        ImGui::TextUnformatted(name.c_str());
        ImGui::SameLine(140 * desk_.scale);
        ImGui::TextUnformatted(fmt::format("{:.5g}", value).c_str());
      }
    if (state.text && ImGui::CollapsingHeader("Text on it", ImGuiTreeNodeFlags_DefaultOpen)) {
      ImGui::PushFont(desk_.fonts.mono);
      ImGui::TextUnformatted(state.text->c_str());
      ImGui::PopFont();
    }
    if (!device.shape.legs.empty() && ImGui::CollapsingHeader("Terminals", ImGuiTreeNodeFlags_DefaultOpen))
      for (std::size_t i = 0; i < device.shape.legs.size() && i < state.volts.size(); ++i)
        draw_terminal(device, now, {index, i});
  }

  void draw_terminal(const bench::Device& device, const Snapshot& now, bench::LegRef leg) {
    ImGui::PushID(static_cast<int>(leg.leg));
    const std::string& name = device.shape.legs[leg.leg].name;
    const std::string pin = bench::pin_of(desk_.scene, leg);
    ImGui::TextUnformatted(name.c_str());
    ImGui::SameLine(70 * desk_.scale);
    const bool floats = std::isnan(now.scene.devices[leg.device].volts[leg.leg]);
    ImGui::TextUnformatted(floats ? "floats" : volts_text(now, leg).c_str());
    ImGui::SameLine(140 * desk_.scale);
    ImGui::TextDisabled("%s", milliamps_text(now, leg).c_str());
    if (desk_.editor && !pin.empty()) {
      ImGui::SameLine(230 * desk_.scale);
      editor_.draw_wire(pin);
    }
    ImGui::PopID();
  }

  std::map<std::string, Motion> motions_;
  PartEditor editor_;
};

}  // namespace

std::unique_ptr<Panel> part_panel(Desk& desk) { return std::make_unique<PartPanel>(desk); }

}  // namespace gui
