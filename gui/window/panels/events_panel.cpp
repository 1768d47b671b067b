// What is to come, what has interrupted the cores, and what firmware used that is not modelled: when, who, where.
#include <fmt/format.h>

#include <deque>

#include "gui/bench/instruments/timeline.hpp"
#include "gui/window/panels/panels.hpp"

namespace gui {
namespace {

constexpr std::size_t most_rows = 1000;
constexpr ImGuiTableFlags table_flags =
    ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY | ImGuiTableFlags_Resizable | ImGuiTableFlags_SizingFixedFit;

std::string moment(emulator::Time time) { return fmt::format("{:.9f} s", emulator::seconds(time.time_since_epoch())); }

class EventsPanel final : public Panel {
 public:
  explicit EventsPanel(Desk& desk) : Panel(desk, "Events", Dock::bottom) {}

  void hear(const Snapshot& now, Commands&) override {
    if (now.rig != rig_ || (!taken_.empty() && now.now < taken_.back().time)) taken_.clear();
    rig_ = now.rig;
    taken_.insert(taken_.end(), now.exceptions.begin(), now.exceptions.end());
    while (taken_.size() > most_rows) taken_.pop_front();
  }

  void draw(const Snapshot& now, Commands&) override {
    desk_.wants.log = true;
    const float width = (ImGui::GetContentRegionAvail().x - 2 * ImGui::GetStyle().ItemSpacing.x) / 3;
    column("to come", width, [&] { draw_queue(now); });
    ImGui::SameLine();
    column("interrupts taken", width, [&] { draw_taken(); });
    ImGui::SameLine();
    column("not modelled, or wrongly used", 0, [&] { draw_accesses(now); });
  }

 private:
  void column(const char* title, float width, const auto& content) {
    ImGui::BeginChild(title, {width, 0});
    ImGui::PushFont(desk_.fonts.bold);
    ImGui::TextUnformatted(title);
    ImGui::PopFont();
    content();
    ImGui::EndChild();
  }

  bool begin_table(const char* name, std::initializer_list<const char*> columns) {
    if (!ImGui::BeginTable(name, static_cast<int>(columns.size()), table_flags)) return false;
    ImGui::TableSetupScrollFreeze(0, 1);
    for (const char* title : columns) ImGui::TableSetupColumn(title);
    ImGui::TableHeadersRow();
    return true;
  }

  static void cell(const std::string& text) {
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(text.c_str());
  }

  void draw_queue(const Snapshot& now) {
    if (now.inside.events.empty()) return ImGui::TextDisabled("Nothing will happen by itself.");
    if (!begin_table("queue", {"in", "for"})) return;
    for (const EventView& event : now.inside.events) {
      cell(bench::time_text(event.due - now.now));
      cell(event.name);
      if (ImGui::IsItemHovered()) ImGui::SetTooltip("at %s", moment(event.due).c_str());
    }
    if (now.inside.more_events) cell("…"), cell(fmt::format("{} more", now.inside.more_events));
    ImGui::EndTable();
  }

  void draw_taken() {
    if (taken_.empty()) return ImGui::TextDisabled("None since this panel is open.");
    if (!begin_table("taken", {"at", "core", "which"})) return;
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(taken_.size()));
    while (clipper.Step())
      for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
        const ExceptionView& taken = taken_[taken_.size() - 1 - static_cast<std::size_t>(row)];  // the newest first
        cell(moment(taken.time)), cell(taken.core), cell(taken.name);
      }
    ImGui::EndTable();
  }

  void draw_accesses(const Snapshot& now) {
    bool any = false;
    for (const FindingView& finding : now.findings) any |= finding.count > 0;
    if (!any) return ImGui::TextDisabled("The firmware has used nothing of the kind.");
    if (!begin_table("accesses", {"first at", "times", "pc", "where"})) return;
    for (const FindingView& finding : now.findings) {
      if (finding.count == 0) continue;
      cell(moment(finding.time)), cell(std::to_string(finding.count)), cell(fmt::format("{:08x}", finding.pc));
      cell(finding.subject);
      if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", finding.text.c_str());
    }
    ImGui::EndTable();
  }

  std::deque<ExceptionView> taken_;
  unsigned rig_ = 0;
};

}  // namespace

std::unique_ptr<Panel> events_panel(Desk& desk) { return std::make_unique<EventsPanel>(desk); }

}  // namespace gui
