#include "gui/window/panels/part_editor.hpp"

#include <imgui.h>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include <algorithm>
#include <charconv>

#include "gui/bench/editing/editor.hpp"
#include "gui/bench/editing/tool.hpp"

namespace gui {
namespace {

using boards::Json;

std::string shown(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// What was typed as the file has it: true, 330, [1, 2], or a text.
Json typed_value(const std::string& text) {
  const Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() || value.is_null() || value.is_object() ? Json(text) : value;
}

}  // namespace

void PartEditor::draw(const std::string& part, const std::string& type) {
  if (!ImGui::CollapsingHeader("In the circuit", ImGuiTreeNodeFlags_DefaultOpen)) return;
  if (of_ != part) of_ = part, name_ = part, problem_.clear(), typed_.clear();
  draw_name(part);
  const auto [known, fresh] = known_.try_emplace(type);
  if (fresh) known->second = bench::part_facts(type);
  for (const auto& attribute : known->second.attributes) draw_attribute(part, attribute);
  for (const bench::Mistake& mistake : desk_.editor->mistakes())
    if (mistake.about() == part) ImGui::TextWrapped("! %s", mistake.text.c_str());
  if (ImGui::Button("Turn (T)"))
    if (const bench::Device* device = desk_.scene.find(part))
      desk_.editor->move(part, device->at, !device->facts.flipped);
  ImGui::SameLine();
  if (ImGui::Button("Remove (Del)")) desk_.editor->remove_part(part), desk_.chosen = {};
}

void PartEditor::draw_name(const std::string& part) {
  ImGui::SetNextItemWidth(-110 * desk_.scale);
  ImGui::InputText("name", &name_);
  if (ImGui::IsItemDeactivatedAfterEdit() && name_ != part) {
    problem_ = desk_.editor->rename(part, name_);
    if (problem_.empty()) desk_.chosen.device = of_ = name_;
  }
  if (!problem_.empty()) ImGui::TextWrapped("%s", problem_.c_str());
}

void PartEditor::draw_attribute(const std::string& part, const bench::PartFacts::Attribute& attribute) {
  const Json& parts = desk_.editor->json().contains("parts") ? desk_.editor->json()["parts"] : Json::object();
  const bool given = parts.contains(part) && parts[part].contains(attribute.name);
  const std::string now = given ? shown(parts[part][attribute.name]) : "";
  std::string& text = typed_.try_emplace(attribute.name, now).first->second;
  ImGui::SetNextItemWidth(-110 * desk_.scale);
  ImGui::InputTextWithHint(attribute.name.c_str(), attribute.otherwise.c_str(), &text);
  if (ImGui::IsItemHovered())
    ImGui::SetTooltip("%s%s%s", attribute.kind.c_str(), attribute.range.empty() ? "" : ", ", attribute.range.c_str());
  if (ImGui::IsItemDeactivatedAfterEdit())
    desk_.editor->set_attribute(part, attribute.name, text.empty() ? Json() : typed_value(text));
  else if (!ImGui::IsItemActive())
    text = now;
}

void PartEditor::draw_wire(const std::string& pin) {
  if (ImGui::SmallButton("wire")) search_.clear(), ImGui::OpenPopup("pins");
  if (ImGui::IsItemHovered()) ImGui::SetTooltip("join %s with another pin", pin.c_str());
  if (!ImGui::BeginPopup("pins")) return;
  if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
  ImGui::SetNextItemWidth(200 * desk_.scale);
  ImGui::InputTextWithHint("##search", "pin: pico:GP15, led:anode", &search_);
  ImGui::BeginChild("list", {220 * desk_.scale, 240 * desk_.scale});
  if (ImGui::Selectable("(take its wires off)")) desk_.editor->disconnect(pin), ImGui::CloseCurrentPopup();
  std::string last;
  for (std::size_t d = 0; d < desk_.scene.devices.size(); ++d)
    for (std::size_t l = 0; l < desk_.scene.devices[d].shape.legs.size(); ++l) {
      const std::string other = bench::pin_of(desk_.scene, {d, l});
      if (other.empty() || other == pin || other == last || other.find(search_) == other.npos) continue;
      last = other;
      ImGui::PushID(static_cast<int>(d * 1000 + l));
      if (ImGui::Selectable(other.c_str())) desk_.editor->connect(pin, other), ImGui::CloseCurrentPopup();
      ImGui::PopID();
    }
  ImGui::EndChild();
  ImGui::EndPopup();
}

}  // namespace gui
