#pragma once
// The window: the bench, its panels, and the run behind them.
#include <optional>
#include <string>

#include "gui/window/workbench.hpp"

namespace gui {

struct WindowSetup {
  Workbench::Setup bench;
  std::string title;
  std::string script, script_name;
  bool run_script = false;
  bool dark = false;
  unsigned width = 1440, height = 900;
  std::string screenshot;  // a PNG file in place of a window
  std::string choose;      // the part that is chosen at the beginning
};

// Until the window is closed, or the screenshot is written. std::runtime_error with a sentence, if there is no display.
void show(WindowSetup);

}  // namespace gui
