#pragma once
// How each panel is made.
#include "gui/window/panel.hpp"

namespace gui {

std::unique_ptr<Panel> time_bar(Desk&);
std::unique_ptr<Panel> bench_panel(Desk&);
std::unique_ptr<Panel> part_panel(Desk&);
std::unique_ptr<Panel> script_panel(Desk&);
std::unique_ptr<Panel> findings_panel(Desk&);
std::unique_ptr<Panel> terminal_panel(Desk&);

}  // namespace gui
