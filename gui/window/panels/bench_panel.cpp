// The bench: boards, parts and wires, moved, wired and touched with the mouse.
#include <fmt/format.h>
#include <imgui.h>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include <cmath>

#include "gui/bench/editing/editor.hpp"
#include "gui/bench/editing/tool.hpp"
#include "gui/bench/hit.hpp"
#include "gui/bench/reach.hpp"
#include "gui/window/bench_painting.hpp"
#include "gui/window/bench_tips.hpp"
#include "gui/window/keys.hpp"
#include "gui/window/panels/panels.hpp"
#include "gui/window/saving.hpp"

namespace gui {
namespace {

using bench::Point;

class BenchPanel final : public Panel {
 public:
  explicit BenchPanel(Desk& desk)
      : Panel(desk, "Bench", Dock::bench), hand_([this](const std::string& name) { return range_of(name); }) {}

  void draw(const Snapshot& now, Commands& commands) override {
    snapshot_ = &now;
    const ImVec2 corner = ImGui::GetCursorScreenPos(), size = ImGui::GetContentRegionAvail();
    if (size.x < 20 || size.y < 20) return;
    if (!fitted_ || (keeps_fitting_ && (size.x != size_.x || size.y != size_.y || rig_ != desk_.rig))) fit(size);
    size_ = size, rig_ = desk_.rig;
    show_place();
    ImGui::InvisibleButton(
        "bench", size,
        ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonMiddle | ImGuiButtonFlags_MouseButtonRight);
    ImGui::SetItemAllowOverlap();
    const Point mouse = to_bench(corner);
    use_mouse(mouse, corner, commands);
    take_dropped(mouse);

    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.PushClipRect(corner, {corner.x + size.x, corner.y + size.y}, true);
    const bench::View view{{view_.origin.x + corner.x, view_.origin.y + corner.y}, view_.scale};
    const ImVec2 whole{std::floor(size.x), std::floor(size.y)};
    list.AddImage(painting_.texture(
                      desk_.textures, desk_.scene, now.scene, desk_.theme, view_,
                      desk_.hovered.net.empty() ? desk_.chosen : bench::Chosen{desk_.chosen.device, desk_.hovered.net},
                      static_cast<unsigned>(whole.x), static_cast<unsigned>(whole.y)),
                  corner, {corner.x + whole.x, corner.y + whole.y});
    ImguiCanvas canvas{list, desk_.fonts, desk_.textures};
    draw_work(canvas, view);
    draw_marks(list, view);
    list.PopClipRect();
    draw_buttons(corner, size);
    if (ImGui::IsWindowFocused() && !ImGui::GetIO().WantTextInput) keys(), touch_by_keys(commands);
  }

 private:
  std::optional<bench::Hand::Range> range_of(const std::string& name) const {
    for (const QuantityView& q : snapshot_->quantities)
      if (q.name == name) return bench::Hand::Range{q.value, q.low, q.high};
    return std::nullopt;
  }

  void fit(ImVec2 size) {
    view_ = bench::fitting(desk_.scene.extent(), size.x, size.y);
    view_.scale = std::min(view_.scale, 5.0);
    const Point middle = desk_.scene.extent().centre();
    view_.origin = {size.x / 2 - middle.x * view_.scale, size.y / 2 - middle.y * view_.scale};
    fitted_ = true;
  }

  // Somebody asked for it by name: it comes into sight, and is ringed for a while.
  void show_place() {
    if (const bench::Device* device = desk_.scene.find(desk_.shown_place)) {
      const Point middle = device->body().centre(), at = view_.origin + middle * view_.scale;
      const double edge = 40 * desk_.scale;
      if (at.x < edge || at.y < edge || at.x > size_.x - edge || at.y > size_.y - edge) {
        view_.origin = Point{size_.x / 2, size_.y / 2} - middle * view_.scale;
        keeps_fitting_ = false;
      }
      ringed_ = device->name, ring_ends_ = ImGui::GetTime() + 3;
    }
    desk_.shown_place.clear();
  }

  Point to_bench(ImVec2 corner) const {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    return Point{mouse.x - corner.x - view_.origin.x, mouse.y - corner.y - view_.origin.y} * (1 / view_.scale);
  }

  void use_mouse(Point mouse, ImVec2 corner, Commands& commands) {
    const ImGuiIO& io = ImGui::GetIO();
    const bool taken = ImGui::IsItemActivated() && ImGui::IsMouseClicked(0);
    // While the keyboard has the word, nothing counts as hovered; what is clicked is meant all the same.
    hovered_ = ImGui::IsItemHovered() || taken;
    const auto send = [&](const bench::Hand::Moves& moves) {
      for (const auto& [quantity, value] : moves) commands.emplace_back(command::Set{quantity, value});
    };
    const bench::Hit under = hovered_ || tool_.busy() ? bench::hit(desk_.scene, mouse) : bench::Hit{};
    if (taken) {
      if (!desk_.editor || !tool_.press(desk_.scene, under, mouse, io.KeyCtrl))
        send(hand_.press(under, mouse, io.KeyShift));
      panning_ = !hand_.busy() && !tool_.busy();
      choose(under);
    }
    if (tool_.busy()) {
      tool_.drag(mouse);
      if (!ImGui::IsMouseDown(0)) finish(tool_.release(desk_.scene, under));
    } else if (hand_.busy() && !pressing_) {
      send(hand_.drag(mouse));
      if (!ImGui::IsMouseDown(0)) send(hand_.release());
    } else if (ImGui::IsItemActive() && (panning_ || ImGui::IsMouseDown(1) || ImGui::IsMouseDown(2))) {
      view_.origin = view_.origin + Point{io.MouseDelta.x, io.MouseDelta.y};
      if (io.MouseDelta.x != 0 || io.MouseDelta.y != 0) keeps_fitting_ = false;
    }
    if (!ImGui::IsMouseDown(0)) panning_ = false;
    if (hovered_ && io.MouseWheel != 0) {
      const auto moves = io.KeyCtrl ? bench::Hand::Moves{} : hand_.wheel(under, io.MouseWheel);
      if (moves.empty())
        zoom(io.MouseWheel, corner);
      else
        send(moves);
    }
    desk_.hovered = {};
    if (under.nothing() || hand_.busy() || tool_.busy()) return;
    if (under.leg) desk_.wants.pin = bench::pin_of(desk_.scene, *under.leg);
    desk_.hovered = {under.device ? under.device->name : "", under.wire ? under.wire->net : ""};
    ImGui::SetTooltip("%s", tip(desk_, *snapshot_, under).c_str());
  }

  void choose(const bench::Hit& under) {
    desk_.chosen = {under.device ? under.device->name : "", under.wire ? under.wire->net : ""};
    desk_.chosen_leg = under.leg;
    if (under.device && under.device->kind != bench::Device::Kind::board && !under.leg) desk_.wanted_tab = "Part";
  }

  void finish(const bench::Handiwork& work) {
    if (const auto* wire = std::get_if<bench::NewWire>(&work)) {
      keeps_fitting_ = false;
      if (!desk_.editor->connect(wire->from, wire->to)) desk_.notice = "These two are joined already.";
    } else if (const auto* moved = std::get_if<bench::Moved>(&work)) {
      keeps_fitting_ = false;
      desk_.editor->move(moved->device, moved->to, desk_.scene.find(moved->device)->facts.flipped);
    }
  }

  void take_dropped(Point mouse) {
    if (!desk_.editor || !ImGui::BeginDragDropTarget()) return;
    if (const ImGuiPayload* payload = ImGui::AcceptDragDropPayload("part")) {
      keeps_fitting_ = false;
      desk_.chosen = {desk_.editor->add_part(static_cast<const char*>(payload->Data), mouse - Point{20, 20})};
      desk_.wanted_tab = "Part";
    }
    ImGui::EndDragDropTarget();
  }

  void zoom(float steps, ImVec2 corner) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const Point at{mouse.x - corner.x, mouse.y - corner.y};
    const double factor = std::clamp(view_.scale * std::pow(1.15, steps), 0.2, 30.0) / view_.scale;
    view_.origin = at + (view_.origin - at) * factor;
    view_.scale *= factor;
    keeps_fitting_ = false;
  }

  // The wire in the hand, and where a thing would stand.
  void draw_work(ImguiCanvas& canvas, const bench::View& view) const {
    bench::Pen pen{canvas, view.origin, view.scale};
    if (const auto thread = tool_.thread()) pen.line(thread->from, thread->to, desk_.theme.chosen, 2.4);
    if (const auto ghost = tool_.ghost(desk_.scene)) pen.frame(*ghost, 4, desk_.theme.chosen, 1.5);
    if (const bench::Device* device = desk_.scene.find(ringed_); device && ImGui::GetTime() < ring_ends_)
      pen.frame(device->body().grown(10), 8, bench::rgb(0xd55e00), 3);
    if (const bench::Hit held = bench::hit_of(desk_.scene, reach_);
        held.control && held.device->shape.controls.size() > 1)
      pen.frame(held.control->at.moved(held.device->at).grown(1), 2, desk_.theme.chosen, 1.5);
    if (desk_.chosen_leg && desk_.chosen_leg->device < desk_.scene.devices.size())
      pen.ring(desk_.scene.place_of(*desk_.chosen_leg), 4.5, desk_.theme.chosen, 1.5);
  }

  // Where something is wrong.
  void draw_marks(ImDrawList& list, const bench::View& view) const {
    const auto mark = [&](const bench::Device& device, bool mistake) {
      const Point at = view.origin + Point{device.body().right(), device.body().y} * view.scale;
      const float r = 8 * desk_.scale;
      list.AddCircleFilled(vec(at), r, mistake ? IM_COL32(0xd5, 0x5e, 0, 255) : IM_COL32(0xe6, 0x9f, 0, 255));
      list.AddText(desk_.fonts.bold, r * 1.7F,
                   {static_cast<float>(at.x) - r * 0.3F, static_cast<float>(at.y) - r * 0.95F}, IM_COL32_WHITE, "!");
    };
    for (const bench::Device& device : desk_.scene.devices) {
      bool found = false, mistake = false;
      for (const FindingView& finding : snapshot_->findings)
        found |= !finding.gap && subject_device(finding.subject) == device.name;
      if (desk_.editor)
        for (const bench::Mistake& m : desk_.editor->mistakes()) mistake |= m.about() == device.name;
      if (found || mistake) mark(device, mistake);
    }
  }

  void draw_buttons(ImVec2 corner, ImVec2 size) {
    ImGui::SetCursorScreenPos({corner.x + 8, corner.y + 8});
    if (ImGui::SmallButton("Fit (F)")) fit(size), keeps_fitting_ = true;
    ImGui::SameLine();
    ImGui::TextDisabled("%.0f %%", view_.scale * 100 / 2.5);
    if (!desk_.editor) return;
    bench::Editor& editor = *desk_.editor;
    const auto step = [&](const char* name, const std::string& what, bool (bench::Editor::*go)()) {
      ImGui::SameLine();
      ImGui::BeginDisabled(what.empty());
      if (ImGui::SmallButton(name)) (editor.*go)();
      ImGui::EndDisabled();
      if (!what.empty() && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", what.c_str());
    };
    step("Undo", editor.next_undo(), &bench::Editor::undo);
    step("Redo", editor.next_redo(), &bench::Editor::redo);
    ImGui::SameLine();
    if (ImGui::SmallButton(editor.dirty() ? "Save circuit *" : "Save circuit")) ask_name();
    if (ImGui::IsItemHovered())
      ImGui::SetTooltip("%s", editor.source().empty() ? "it has no file yet" : editor.source().c_str());
    draw_name();
  }

  void ask_name() {
    if (!desk_.editor->source().empty()) return static_cast<void>(save_circuit(desk_));
    name_ = "circuit.json";
    ImGui::OpenPopup("name");
  }

  void draw_name() {
    if (!ImGui::BeginPopup("name")) return;
    ImGui::TextUnformatted("Save the circuit as");
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    const bool enter = ImGui::InputText("##file", &name_, ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::SameLine();
    if ((ImGui::Button("Save") || enter) && save_circuit_as(desk_, name_)) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
  }

  void keys() {
    const ImGuiIO& io = ImGui::GetIO();
    if (ImGui::IsKeyPressed(key::letter('f')) && !io.KeyCtrl) fit(size_), keeps_fitting_ = true;
    if (ImGui::IsKeyPressed(key::escape)) tool_.drop(), desk_.chosen = {}, desk_.chosen_leg.reset();
    if (io.KeyCtrl && ImGui::IsKeyPressed(key::letter('q'))) desk_.wants_to_leave = true;
    if (!desk_.editor) return;
    if (ImGui::IsKeyPressed(key::del) || ImGui::IsKeyPressed(key::backspace)) remove();
    if (!io.KeyCtrl && ImGui::IsKeyPressed(key::letter('t'))) turn();
    if (!io.KeyCtrl) return;
    if (ImGui::IsKeyPressed(key::letter('z'))) io.KeyShift ? desk_.editor->redo() : desk_.editor->undo();
    if (ImGui::IsKeyPressed(key::letter('y'))) desk_.editor->redo();
    if (ImGui::IsKeyPressed(key::letter('s'))) ask_name();
  }

  // Left and right: from thing to thing; with Shift from control to control of one. Space presses, up and down turn.
  void touch_by_keys(Commands& commands) {
    const ImGuiIO& io = ImGui::GetIO();
    const auto send = [&](const bench::Hand::Moves& moves) {
      for (const auto& [quantity, value] : moves) commands.emplace_back(command::Set{quantity, value});
    };
    if (reach_.device != desk_.chosen.device) reach_ = {desk_.chosen.device};
    const int sideways = ImGui::IsKeyPressed(key::right) - ImGui::IsKeyPressed(key::left);
    const int upwards = ImGui::IsKeyPressed(key::up) - ImGui::IsKeyPressed(key::down);
    if (sideways) {
      reach_ = io.KeyShift ? next_control(desk_.scene, reach_, sideways) : next_device(desk_.scene, reach_, sideways);
      desk_.chosen = {reach_.device}, desk_.chosen_leg.reset();
      desk_.shown_place = reach_.device;
    }
    const bench::Hit at = bench::hit_of(desk_.scene, reach_);
    if (upwards) send(hand_.nudge(at, upwards, io.KeyShift));
    const bool space = io.KeysDown[key::space];
    if (space && !pressing_ && at.control && !hand_.busy()) {
      const auto kind = at.control->kind;
      if (kind == bench::Control::Kind::press || kind == bench::Control::Kind::toggle)
        send(hand_.press(at, at.control->at.centre() + at.device->at, io.KeyShift)), pressing_ = true;
    }
    if (!space && std::exchange(pressing_, false)) send(hand_.release());
  }

  // What is chosen: the wires at a leg, a part, or all wires of a net.
  void remove() {
    const bench::Scene& scene = desk_.scene;
    if (desk_.chosen_leg && desk_.chosen_leg->device < scene.devices.size()) {
      desk_.editor->disconnect(bench::pin_of(scene, *desk_.chosen_leg));
      return desk_.chosen_leg.reset();
    }
    const bench::Device* device = scene.find(desk_.chosen.device);
    if (device && device->kind == bench::Device::Kind::part) {
      desk_.editor->remove_part(device->name);
    } else if (!desk_.chosen.net.empty()) {
      for (const bench::Wiring& wiring : scene.wires) {
        if (wiring.net != desk_.chosen.net) continue;
        std::vector<std::string> pins;
        for (const bench::LegRef leg : wiring.legs) pins.push_back(bench::pin_of(scene, leg));
        desk_.editor->remove_net(pins);
      }
    }
    desk_.chosen = {};
  }

  void turn() {
    const bench::Device* device = desk_.scene.find(desk_.chosen.device);
    if (device && device->kind == bench::Device::Kind::part)
      desk_.editor->move(device->name, device->at, !device->facts.flipped);
  }

  bench::Hand hand_;
  bench::Tool tool_;
  bench::View view_;
  BenchPainting painting_;
  ImVec2 size_{};
  unsigned rig_ = 0;
  bench::Reach reach_;
  bool pressing_ = false;  // by a key
  std::string name_, ringed_;
  double ring_ends_ = 0;
  bool fitted_ = false, keeps_fitting_ = true, panning_ = false, hovered_ = false;
  const Snapshot* snapshot_ = nullptr;
};

}  // namespace

std::unique_ptr<Panel> bench_panel(Desk& desk) { return std::make_unique<BenchPanel>(desk); }

}  // namespace gui
