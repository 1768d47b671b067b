#include "gui/window/panels/panels.hpp"

namespace gui {

std::vector<std::unique_ptr<Panel>> all_panels(Desk& desk) {
  std::vector<std::unique_ptr<Panel>> panels;
  for (const auto make : {time_bar, bench_panel, part_panel, script_panel, findings_panel, terminal_panel})
    panels.push_back(make(desk));
  return panels;
}

}  // namespace gui
