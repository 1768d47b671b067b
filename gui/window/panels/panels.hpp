#pragma once
// How each panel is made.
#include "gui/window/panel.hpp"

namespace gui {

std::unique_ptr<Panel> time_bar(Desk&);
std::unique_ptr<Panel> bench_panel(Desk&);
std::unique_ptr<Panel> part_panel(Desk&);
std::unique_ptr<Panel> palette_panel(Desk&);
std::unique_ptr<Panel> script_panel(Desk&);
std::unique_ptr<Panel> files_panel(Desk&);
std::unique_ptr<Panel> findings_panel(Desk&);
std::unique_ptr<Panel> lesson_panel(Desk&);
std::unique_ptr<Panel> terminal_panel(Desk&);
std::unique_ptr<Panel> signals_panel(Desk&);
std::unique_ptr<Panel> meter_panel(Desk&);
std::unique_ptr<Panel> plotter_panel(Desk&);
std::unique_ptr<Panel> core_panel(Desk&);
std::unique_ptr<Panel> memory_panel(Desk&);
std::unique_ptr<Panel> peripherals_panel(Desk&);
std::unique_ptr<Panel> events_panel(Desk&);
std::unique_ptr<Panel> history_panel(Desk&);

}  // namespace gui
