// The chosen part: its quantities as sliders, what can be measured on it, its terminals. Without one: the whole world.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <numbers>

#include "gui/window/panels/panels.hpp"

namespace gui {
namespace {

std::string in_words(const std::string& unit) { return unit == "degC" ? "°C" : unit == "deg" ? "°" : unit; }

// A quantity that moves by itself, in virtual time.
struct Motion {
  enum class Kind { none, ramp, sine } kind = Kind::none;
  double seconds = 4;  // of one turn
};

class PartPanel final : public Panel {
 public:
  explicit PartPanel(Desk& desk) : Panel(desk, "Part", Dock::right) {}

  void draw(const Snapshot& now, Commands& commands) override {
    const bench::Device* device = desk_.scene.find(desk_.chosen.device);
    if (!device || device->kind == bench::Device::Kind::board) {
      ImGui::TextWrapped(now.quantities.empty()
                             ? "There is nothing around this board that could be moved."
                             : "Everything that can be moved. Click a part on the bench for that part alone.");
      for (const QuantityView& quantity : now.quantities) draw_quantity(quantity, commands);
      return move_by_itself(now, commands);
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
    if (index < now.scene.devices.size()) draw_state(*device, now.scene.devices[index]);
    move_by_itself(now, commands);
  }

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
    ImGui::SetNextItemWidth(-90 * desk_.scale);
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
    constexpr const char* names[] = {"by hand", "ramp", "sine"};
    ImGui::SetNextItemWidth(-1);
    if (!ImGui::BeginCombo("##motion", names[static_cast<int>(motion.kind)])) return;
    for (int i = 0; i < 3; ++i)
      if (ImGui::Selectable(names[i], static_cast<int>(motion.kind) == i)) motion.kind = static_cast<Motion::Kind>(i);
    ImGui::EndCombo();
  }

  void move_by_itself(const Snapshot& now, Commands& commands) const {
    const double t = emulator::seconds(now.now.time_since_epoch());
    if (now.paused) return;
    for (const QuantityView& q : now.quantities) {
      const auto found = motions_.find(q.name);
      if (found == motions_.end() || found->second.kind == Motion::Kind::none) continue;
      const double turn = t / found->second.seconds - std::floor(t / found->second.seconds);
      const double share =
          found->second.kind == Motion::Kind::ramp ? turn : (1 - std::cos(2 * std::numbers::pi * turn)) / 2;
      commands.emplace_back(command::Set{q.name, q.low + share * (q.high - q.low)});
    }
  }

  void draw_state(const bench::Device& device, const bench::PartState& state) {
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
      for (std::size_t i = 0; i < device.shape.legs.size() && i < state.volts.size(); ++i) {
        ImGui::TextUnformatted(device.shape.legs[i].name.c_str());
        ImGui::SameLine(140 * desk_.scale);
        ImGui::TextUnformatted(std::isnan(state.volts[i]) ? "floats" : fmt::format("{:.3f} V", state.volts[i]).c_str());
      }
  }

  std::map<std::string, Motion> motions_;
};

}  // namespace

std::unique_ptr<Panel> part_panel(Desk& desk) { return std::make_unique<PartPanel>(desk); }

}  // namespace gui
