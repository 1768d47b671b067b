#pragma once
// What a person does at the window, written down as the steps of a scenario: whatever can be clicked can be scripted.
#include <functional>
#include <string>
#include <vector>

#include "gui/window/commands.hpp"

namespace gui {

class ScenarioRecorder {
 public:
  void start(emulator::Time now, std::string board);
  void stop() { recording_ = false; }
  bool recording() const { return recording_; }
  std::size_t steps() const { return steps_.size(); }
  // `is_button`: a quantity that is pressed and let go.
  void hear(const Commands&, emulator::Time now, const std::function<bool(const std::string&)>& is_button);
  // A scenario file for that circuit; the script may be missing.
  std::string file(const std::string& circuit, const std::string& script) const;

 private:
  void wait_until(emulator::Time);
  void add(const Command&, emulator::Time now, const std::function<bool(const std::string&)>& is_button);

  bool recording_ = false;
  emulator::Time last_{};
  std::string board_, moving_;  // the first board; the quantity that the last step has set
  struct Step {
    std::string what, text;  // "set" of a quantity, "press", "release", "write", "reset", "wait"
    double value = 0;
  };
  std::vector<Step> steps_;
};

}  // namespace gui
