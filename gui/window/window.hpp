#pragma once
// The window: the bench, its panels, and the run behind them.
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "gui/window/panel.hpp"
#include "gui/window/renderer.hpp"
#include "gui/window/workbench.hpp"

namespace gui {

struct WindowSetup {
  Workbench::Setup bench;
  std::string title;
  std::string script, script_name;
  bool run_script = false;
  bool dark = false;
  Outside outside = {};
  unsigned width = 1440, height = 900;
  float scale = 0;  // 0: as the display's resolution asks for
  RendererChoice renderer = RendererChoice::automatic;
  std::string screenshot;             // a PNG file in place of a window
  std::string choose;                 // the part that is chosen at the beginning
  std::string tab;                    // and the panel that is seen
  std::string circuit, circuit_file;  // the text that is edited, and where it is; no text: it cannot be
  std::string folder;                 // of the lesson
  std::optional<std::chrono::milliseconds> measure = {};  // draw for that long, tell how fast, and leave
  std::function<void(const std::string&)> tell = {};      // where that goes
  std::string settings;  // a file that remembers how the window was; empty: nobody does
};

// Until the window is closed, or the screenshot is written. std::runtime_error with a sentence, if there is no display.
void show(WindowSetup);

}  // namespace gui
