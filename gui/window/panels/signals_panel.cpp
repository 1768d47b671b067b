// Logic analyser and oscilloscope: what nets did over time, with triggers, decoders and files for other programs.
#include <fmt/format.h>
#include <imgui.h>
// behind imgui.h, which it needs
#include <imgui_stdlib.h>

#include <algorithm>

#include "gui/bench/instruments/export.hpp"
#include "gui/bench/instruments/timeline.hpp"
#include "gui/bench/raster.hpp"
#include "gui/window/panels/panels.hpp"
#include "gui/window/saving.hpp"

namespace gui {
namespace {

using bench::Decoding;

class SignalsPanel final : public Panel {
 public:
  explicit SignalsPanel(Desk& desk) : Panel(desk, "Signals", Dock::bottom) {}

  void hear(const Snapshot& now, Commands& commands) override {
    if (now.rig != rig_) rig_ = now.rig, marks_ = {};
    find_trigger(commands);
  }

  void draw(const Snapshot& now, Commands& commands) override {
    draw_choice();
    ImGui::SameLine();
    draw_trigger(now);
    ImGui::SameLine();
    draw_export();
    if (desk_.recorded.empty())
      return ImGui::TextWrapped(
          "Choose nets to look at: with \"nets\", or click a wire on the bench and then \"+ chosen\". From then on "
          "every "
          "change is recorded, to the picosecond.");
    read_decoders();
    const ImVec2 corner = ImGui::GetCursorScreenPos(), size = ImGui::GetContentRegionAvail();
    if (size.x < 150 || size.y < 40) return;
    const auto rows = make_rows();
    const bench::Rect all{corner.x, corner.y, size.x, size.y};
    if (follows_ && !now.paused) window_.from = now.now - window_.width;
    use_mouse(all, size);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.PushClipRect(corner, {corner.x + size.x, corner.y + size.y}, true);
    ImguiCanvas canvas{list, desk_.fonts, desk_.textures};
    draw_on(canvas, all, rows, desk_.scale);
    if (marks_.cursor) draw_readout(list, corner, size);
    list.PopClipRect();
    (void)commands;
  }

 private:
  void draw_on(bench::Canvas& canvas, const bench::Rect& all, const std::vector<bench::Row>& rows, double scale) const {
    if (scope_)
      bench::draw_scope(canvas, all, window_, rows, -0.2, desk_.supply * 1.15, desk_.theme, scale);
    else
      bench::draw_timeline(canvas, all, window_, rows, marks_, desk_.supply, desk_.theme, scale);
  }

  // ---- which nets

  std::string name_of(const std::string& net) const {
    const auto found = std::ranges::find(desk_.scene.wires, net, &bench::Wiring::net);
    return found == desk_.scene.wires.end() ? net : found->name;
  }

  void draw_choice() {
    if (ImGui::Button("nets")) ImGui::OpenPopup("nets");
    if (ImGui::BeginPopup("nets")) {
      for (const bench::Wiring& wiring : desk_.scene.wires) {
        bool on = std::ranges::find(desk_.recorded, wiring.net) != desk_.recorded.end();
        if (ImGui::Checkbox(wiring.name.c_str(), &on)) choose(wiring.net, on);
      }
      ImGui::EndPopup();
    }
    ImGui::SameLine();
    const bool can = !desk_.chosen.net.empty();
    ImGui::BeginDisabled(!can);
    if (ImGui::Button("+ chosen") && can) choose(desk_.chosen.net, true);
    ImGui::EndDisabled();
    ImGui::SameLine();
    if (ImGui::Button("decoders")) ImGui::OpenPopup("decoders");
    draw_decoders();
    ImGui::SameLine();
    ImGui::Checkbox("volts", &scope_);
    ImGui::SameLine();
    if (ImGui::Checkbox("follow", &follows_) && follows_) marks_.trigger.reset();
  }

  void choose(const std::string& net, bool on) {
    std::erase(desk_.recorded, net);
    if (on) desk_.recorded.push_back(net);
  }

  // ---- decoders

  void draw_decoders() {
    if (!ImGui::BeginPopup("decoders")) return;
    for (std::size_t i = 0; i < decodings_.size(); ++i) {
      ImGui::PushID(static_cast<int>(i));
      draw_decoding(decodings_[i]);
      ImGui::SameLine();
      if (ImGui::SmallButton("off")) decodings_.erase(decodings_.begin() + static_cast<std::ptrdiff_t>(i)), read_ = 0;
      ImGui::PopID();
    }
    for (int p = 0; p < 6; ++p) {
      const auto protocol = static_cast<Decoding::Protocol>(p);
      if (p) ImGui::SameLine();
      if (!ImGui::SmallButton(fmt::format("+ {}", name_of_protocol(protocol)).c_str())) continue;
      Decoding fresh{.protocol = protocol};
      fresh.nets.resize(bench::lines_of(protocol).size());
      for (std::size_t line = 0; line < fresh.nets.size() && line < desk_.recorded.size(); ++line)
        fresh.nets[line] = desk_.recorded[line];
      decodings_.push_back(fresh);
      read_ = 0;
    }
    ImGui::EndPopup();
  }

  static const char* name_of_protocol(Decoding::Protocol protocol) { return bench::name_of(protocol); }

  void draw_decoding(Decoding& decoding) {
    ImGui::TextUnformatted(name_of_protocol(decoding.protocol));
    const auto lines = bench::lines_of(decoding.protocol);
    for (std::size_t line = 0; line < lines.size(); ++line) {
      ImGui::SameLine();
      ImGui::SetNextItemWidth(110 * desk_.scale);
      ImGui::PushID(static_cast<int>(line));
      const std::string shown =
          decoding.nets[line].empty() ? lines[line] + " -" : lines[line] + " " + name_of(decoding.nets[line]);
      if (ImGui::BeginCombo("##line", shown.c_str())) {
        if (ImGui::Selectable("-")) decoding.nets[line].clear(), read_ = 0;
        for (const std::string& net : desk_.recorded)
          if (ImGui::Selectable(name_of(net).c_str())) decoding.nets[line] = net, read_ = 0;
        ImGui::EndCombo();
      }
      ImGui::PopID();
    }
  }

  // Anew when there is something new, four times a second at most.
  void read_decoders() {
    const double now = ImGui::GetTime();
    if (read_ == desk_.recording.heard() || (read_ && now - read_at_ < 0.25)) return;
    read_ = desk_.recording.heard(), read_at_ = now;
    frames_.clear();
    for (const Decoding& decoding : decodings_)
      frames_.push_back(bench::frames(desk_.recording, decoding, desk_.supply));
  }

  std::vector<bench::Row> make_rows() const {
    std::vector<bench::Row> rows;
    for (std::size_t i = 0; i < desk_.recorded.size(); ++i)
      rows.push_back(
          {name_of(desk_.recorded[i]), bench::track_colour(i), &desk_.recording.of(desk_.recorded[i]), false, {}});
    if (!scope_)
      for (std::size_t i = 0; i < decodings_.size() && i < frames_.size(); ++i)
        rows.push_back({bench::name_of(decodings_[i].protocol), {}, nullptr, false, frames_[i]});
    return rows;
  }

  // ---- trigger

  void draw_trigger(const Snapshot& now) {
    constexpr const char* slopes[] = {"rises", "falls", "changes"};
    ImGui::SetNextItemWidth(110 * desk_.scale);
    if (ImGui::BeginCombo("##trigger", trigger_net_.empty() ? "no trigger" : name_of(trigger_net_).c_str())) {
      if (ImGui::Selectable("no trigger")) trigger_net_.clear();
      for (const std::string& net : desk_.recorded)
        if (ImGui::Selectable(name_of(net).c_str())) trigger_net_ = net;
      ImGui::EndCombo();
    }
    if (trigger_net_.empty()) return;
    ImGui::SameLine();
    ImGui::SetNextItemWidth(80 * desk_.scale);
    ImGui::Combo("##slope", &slope_, slopes, 3);
    ImGui::SameLine();
    if (ImGui::Button(armed_ ? "waits …" : "arm")) armed_ = !armed_, armed_at_ = now.now, marks_.trigger.reset();
    ImGui::SameLine();
    ImGui::Checkbox("and pause", &pauses_);
  }

  void find_trigger(Commands& commands) {
    if (!armed_ || trigger_net_.empty()) return;
    const auto at =
        bench::edge(desk_.recording.of(trigger_net_), armed_at_, static_cast<bench::Slope>(slope_), desk_.supply);
    if (!at) return;
    armed_ = follows_ = false;
    marks_.trigger = at;
    window_.from = *at - window_.width / 4;
    if (pauses_) commands.emplace_back(command::Pause{});
  }

  // ---- mouse

  void use_mouse(const bench::Rect& all, ImVec2 size) {
    ImGui::InvisibleButton("signals", size);
    const bench::Rect plot = bench::plot_of(all, desk_.scale);
    const ImGuiIO& io = ImGui::GetIO();
    if (ImGui::IsItemHovered() && io.MouseWheel != 0) window_.zoom(io.MouseWheel > 0 ? 0.8 : 1.25, io.MousePos.x, plot);
    if (ImGui::IsItemActive() && ImGui::IsMouseDragging(0)) window_.move(io.MouseDelta.x, plot), follows_ = false;
    marks_.cursor.reset();
    if (ImGui::IsItemHovered() && io.MousePos.x >= plot.x) marks_.cursor = window_.time_at(io.MousePos.x, plot);
  }

  void draw_readout(ImDrawList& list, ImVec2 corner, ImVec2 size) const {
    std::string text = emulator::format_time(*marks_.cursor);
    if (marks_.trigger) text += "   " + bench::time_text(*marks_.cursor - *marks_.trigger) + " from the trigger";
    for (const std::string& net : desk_.recorded)
      if (const auto* at = bench::Recording::at(desk_.recording.of(net), *marks_.cursor))
        text += fmt::format("   {} {:.2f} V", name_of(net), at->volts);
    list.AddText({corner.x + static_cast<float>(bench::names_width) * desk_.scale,
                  corner.y + size.y - ImGui::GetTextLineHeight() - 2},
                 ink(desk_.theme.faint), text.c_str());
  }

  // ---- files

  void draw_export() {
    if (ImGui::Button("export")) ImGui::OpenPopup("export");
    if (!ImGui::BeginPopup("export")) return;
    ImGui::TextUnformatted("A file: .vcd for GTKWave and PulseView, .csv, or .png");
    const bool enter = ImGui::InputText("##file", &file_, ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::SameLine();
    if ((ImGui::Button("Write") || enter) && write()) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
  }

  bool write() {
    std::vector<bench::Channel> channels;
    for (const std::string& net : desk_.recorded) channels.push_back({net, name_of(net)});
    if (file_.ends_with(".vcd")) return save_file(desk_, file_, bench::vcd_of(desk_.recording, channels, desk_.supply));
    if (file_.ends_with(".csv")) return save_file(desk_, file_, bench::csv_of(desk_.recording, channels));
    if (!file_.ends_with(".png")) {
      desk_.notice = "The file's name says what it is: it ends with .vcd, .csv or .png.";
      return false;
    }
    bench::RasterCanvas canvas{1200, 400, desk_.theme.paper};
    draw_on(canvas, {0, 0, 1200, 400}, make_rows(), 1);
    const auto png = scenarios::to_png(canvas.bitmap());
    return save_file(desk_, file_, {reinterpret_cast<const char*>(png.data()), png.size()});
  }

  bench::TimeWindow window_;
  bench::Marks marks_;
  std::vector<Decoding> decodings_;
  std::vector<std::vector<emulator::decode::Frame>> frames_;
  emulator::u64 read_ = 0;
  double read_at_ = 0;
  unsigned rig_ = 0;
  bool scope_ = false, follows_ = true, armed_ = false, pauses_ = false;
  std::string trigger_net_, file_ = "signals.vcd";
  int slope_ = 0;
  emulator::Time armed_at_{};
};

}  // namespace

std::unique_ptr<Panel> signals_panel(Desk& desk) { return std::make_unique<SignalsPanel>(desk); }

}  // namespace gui
