#include "gui/window/panels/panels.hpp"

namespace gui {

std::vector<std::unique_ptr<Panel>> all_panels(Desk& desk) {
  std::vector<std::unique_ptr<Panel>> panels;
  for (const auto make : {time_bar, bench_panel, part_panel, palette_panel, script_panel, files_panel, findings_panel,
                          lesson_panel, terminal_panel, signals_panel, meter_panel, plotter_panel, core_panel,
                          memory_panel, peripherals_panel, events_panel, history_panel})
    panels.push_back(make(desk));
  return panels;
}

}  // namespace gui
