// The bench: boards, parts and wires, moved and touched with the mouse.
#include <fmt/format.h>

#include <cmath>

#include "gui/bench/hit.hpp"
#include "gui/window/panels/panels.hpp"

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
    if (!fitted_ || (keeps_fitting_ && (size.x != size_.x || size.y != size_.y))) fit(size);
    size_ = size;
    ImGui::InvisibleButton(
        "bench", size,
        ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonMiddle | ImGuiButtonFlags_MouseButtonRight);
    ImGui::SetItemAllowOverlap();
    const Point mouse = to_bench(corner);
    use_mouse(mouse, corner, commands);

    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.PushClipRect(corner, {corner.x + size.x, corner.y + size.y}, true);
    list.AddRectFilled(corner, {corner.x + size.x, corner.y + size.y}, ink(desk_.theme.paper));
    const bench::View view{{view_.origin.x + corner.x, view_.origin.y + corner.y}, view_.scale};
    draw_grid(list, view, corner, size);
    ImguiCanvas canvas{list, desk_.fonts, desk_.textures};
    bench::draw(canvas, desk_.scene, now.scene, desk_.theme, view,
                desk_.hovered.net.empty() ? desk_.chosen : bench::Chosen{desk_.chosen.device, desk_.hovered.net});
    list.PopClipRect();

    ImGui::SetCursorScreenPos({corner.x + 8, corner.y + 8});
    if (ImGui::SmallButton("Fit (F)") || (hovered_ && ImGui::IsKeyPressed(scancode_f) && !ImGui::GetIO().WantTextInput))
      fit(size), keeps_fitting_ = true;
    ImGui::SameLine();
    ImGui::TextDisabled("%.0f %%", view_.scale * 100 / 2.5);
  }

 private:
  static constexpr int scancode_f = 9;

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

  Point to_bench(ImVec2 corner) const {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    return Point{mouse.x - corner.x - view_.origin.x, mouse.y - corner.y - view_.origin.y} * (1 / view_.scale);
  }

  void use_mouse(Point mouse, ImVec2 corner, Commands& commands) {
    const ImGuiIO& io = ImGui::GetIO();
    hovered_ = ImGui::IsItemHovered();
    const auto send = [&](const bench::Hand::Moves& moves) {
      for (const auto& [quantity, value] : moves) commands.emplace_back(command::Set{quantity, value});
    };
    const bench::Hit under = hovered_ ? bench::hit(desk_.scene, mouse) : bench::Hit{};
    if (ImGui::IsItemActivated() && ImGui::IsMouseClicked(0)) {
      send(hand_.press(under, mouse, io.KeyShift));
      panning_ = !hand_.busy();
      desk_.chosen = {under.device ? under.device->name : "", under.wire ? under.wire->net : ""};
      if (under.device && under.device->kind != bench::Device::Kind::board) desk_.wanted_tab = "Part";
    }
    if (hand_.busy()) {
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
    if (!under.nothing() && !hand_.busy()) tell(under);
  }

  void zoom(float steps, ImVec2 corner) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const Point at{mouse.x - corner.x, mouse.y - corner.y};
    const double factor = std::clamp(view_.scale * std::pow(1.15, steps), 0.2, 30.0) / view_.scale;
    view_.origin = at + (view_.origin - at) * factor;
    view_.scale *= factor;
    keeps_fitting_ = false;
  }

  void tell(const bench::Hit& under) {
    desk_.hovered = {under.device ? under.device->name : "", under.wire ? under.wire->net : ""};
    std::string text;
    if (under.leg) {
      const auto& device = desk_.scene.devices[under.leg->device];
      text = fmt::format("{}:{}\n{}", device.name, device.shape.legs[under.leg->leg].name, volts_at(*under.leg));
      if (under.wire) text += fmt::format("\nnet {}", under.wire->net);
    } else if (under.device) {
      text = under.device->title.empty() ? fmt::format("{} ({})", under.device->name, under.device->facts.type)
                                         : under.device->title;
      if (under.control) text += hint_of(*under.control);
    } else if (under.wire) {
      text = fmt::format("net {}\n{}", under.wire->net, volts_at(under.wire->legs.front()));
    }
    ImGui::SetTooltip("%s", text.c_str());
  }

  std::string volts_at(bench::LegRef leg) const {
    const auto& states = snapshot_->scene.devices;
    if (leg.device >= states.size() || leg.leg >= states[leg.device].volts.size()) return {};
    const double volts = states[leg.device].volts[leg.leg];
    return std::isnan(volts) ? "floats: nobody drives it" : fmt::format("{:.3f} V", volts);
  }

  std::string hint_of(const bench::Control& control) const {
    const auto range = range_of(control.quantity);
    std::string text = range ? fmt::format("\n{} = {:.4g}", control.quantity, range->value) : "";
    switch (control.kind) {
      case bench::Control::Kind::press: return text + "\nclick: press; with Shift it stays";
      case bench::Control::Kind::toggle: return text + "\nclick: switch";
      case bench::Control::Kind::turn: return text + "\ndrag or wheel: turn";
      case bench::Control::Kind::slide: return text + "\ndrag: move";
      case bench::Control::Kind::pad: return text + "\ndrag: tilt";
    }
    return text;
  }

  void draw_grid(ImDrawList& list, const bench::View& view, ImVec2 corner, ImVec2 size) const {
    const double pitch = 10 * view.scale;
    if (pitch < 14) return;
    const auto first = [&](double origin, double from) {
      return from + std::fmod(std::fmod(origin - from, pitch) + pitch, pitch);
    };
    for (double x = first(view.origin.x, corner.x); x < corner.x + size.x; x += pitch)
      for (double y = first(view.origin.y, corner.y); y < corner.y + size.y; y += pitch)
        list.AddRectFilled(vec({x - 0.7, y - 0.7}), vec({x + 0.7, y + 0.7}), ink(desk_.theme.grid));
  }

  bench::Hand hand_;
  bench::View view_;
  ImVec2 size_{};
  bool fitted_ = false, keeps_fitting_ = true, panning_ = false, hovered_ = false;
  const Snapshot* snapshot_ = nullptr;
};

}  // namespace

std::unique_ptr<Panel> bench_panel(Desk& desk) { return std::make_unique<BenchPanel>(desk); }

}  // namespace gui
