#pragma once
// A program that runs at power-up (main.py, code.py), as its serial output tells of it: output, a traceback if it
// raised, then the interpreter's banner and prompt, or CircuitPython's "Code done running." between empty lines, with
// sequences for the terminal's title bar (OSC, ECMA-48 8.3.89) and lines cleared, which are no output. There is one
// stream only, so what looks like a traceback at the start of a line is taken for one.
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "emulator/types.hpp"

namespace emulator {

class MainRun {
 public:
  enum class Dialect : u8 { micropython, circuitpython };
  struct End {
    bool raised = false;
    int code = 0;  // 0, 1 if it raised, the value of SystemExit
  };
  struct Callbacks {
    std::function<void(std::string_view)> out, error;  // line ends are \n
    std::function<void(const End&)> on_end;            // the prompt has come
  };
  explicit MainRun(Callbacks callbacks, Dialect dialect = Dialect::micropython)
      : callbacks_(std::move(callbacks)), dialect_(dialect) {}

  void received(std::span<const u8>);
  const std::optional<End>& end() const { return end_; }

 private:
  enum class Stage : u8 { text, traceback, banner };

  bool for_terminal(char);
  void byte(char);
  void line_ended();
  bool could_be_special() const;
  void look_for_banner();
  void pass(const std::function<void(std::string_view)>& to);
  void finish();

  Callbacks callbacks_;
  Dialect dialect_;
  enum class Escape : u8 { none, begun, control, title, title_ending } escape_ = Escape::none;
  Stage stage_ = Stage::text;
  std::string line_;  // so far
  std::string held_;  // not yet passed on: the line, and a banner's lines before
  bool cr_ = false;
  std::optional<End> raised_;  // what the last traceback means, if nothing came after it
  std::optional<End> end_;
};

}  // namespace emulator
