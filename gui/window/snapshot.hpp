#pragma once
// What the window knows of a run: plain data, taken between two slices of it. The window never touches the machine.
#include <string>
#include <vector>

#include "emulator/findings.hpp"
#include "gui/bench/sample.hpp"

namespace gui {

using emulator::u8;

struct QuantityView {
  std::string name, unit;
  double value, low, high;
};
struct ConsoleView {
  std::string name;
  std::string fresh;  // what came since the last snapshot was taken
};
struct FindingView {
  emulator::Time time;
  std::string subject, text;
  bool gap = false;  // ours: not modelled
};

struct Snapshot {
  enum class Script : u8 { none, starting, running, ended };

  emulator::Time now{};
  bool paused = false;
  std::string ended;  // why the run is over; empty while it goes on
  double speed = 0;   // virtual seconds per second, as of late
  bench::SceneState scene;
  std::vector<QuantityView> quantities;
  std::vector<ConsoleView> consoles;
  std::vector<FindingView> findings;
  Script script = Script::none;
  int script_code = 0;
  std::string script_message;
};

}  // namespace gui
