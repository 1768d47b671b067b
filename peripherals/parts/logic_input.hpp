#pragma once
// A digital input of a part: a terminal with a CMOS Schmitt trigger, at 0.3 and 0.7 of the supply.
#include <functional>
#include <string>

#include "emulator/net.hpp"

namespace parts {

class LogicInput {
 public:
  // `open`: what it reads where nothing is wired. A wired net that floats reads as it was.
  LogicInput(std::string name, double volts, bool open = false, std::function<void(bool level)> on_edge = {})
      : terminal(std::move(name)), volts_(volts), level_(open), open_(open), on_edge_(std::move(on_edge)) {
    terminal.thresholds(0.3 * volts, 0.7 * volts);
    terminal.on_change = [this] { look(); };
  }
  LogicInput(const LogicInput&) = delete;

  emulator::Terminal terminal;
  bool level() const {
    if (terminal.floating()) return terminal.net() ? level_ : open_;
    return level_ ? terminal.volts() > 0.3 * volts_ : terminal.volts() >= 0.7 * volts_;
  }
  void look() {  // also once it is wired
    const bool now = level();
    if (now == level_) return;
    level_ = now;
    if (on_edge_) on_edge_(now);
  }
  void serialize(emulator::State& state) { state(level_); }  // the terminal is the part's

 private:
  double volts_;
  bool level_, open_;
  std::function<void(bool)> on_edge_;
};

}  // namespace parts
