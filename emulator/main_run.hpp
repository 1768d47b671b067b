#pragma once
// A program that runs at power-up (main.py), as its serial output tells of it: output, a traceback if it raised, then
// the interpreter's banner and prompt. There is one stream only, so what looks like a traceback at the start of a line
// is taken for one.
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "emulator/types.hpp"

namespace emulator {

class MainRun {
 public:
  struct End {
    bool raised = false;
    int code = 0;  // 0, 1 if it raised, the value of SystemExit
  };
  struct Callbacks {
    std::function<void(std::string_view)> out, error;  // line ends are \n
    std::function<void(const End&)> on_end;            // the prompt has come
  };
  explicit MainRun(Callbacks callbacks) : callbacks_(std::move(callbacks)) {}

  void received(std::span<const u8>);
  const std::optional<End>& end() const { return end_; }

 private:
  enum class Stage : u8 { text, traceback, banner };

  void byte(char);
  void line_ended();
  bool could_be_special() const;
  void pass(const std::function<void(std::string_view)>& to);
  void finish();

  Callbacks callbacks_;
  Stage stage_ = Stage::text;
  std::string line_;  // so far
  std::string held_;  // not yet passed on: the line, and a banner's lines before
  bool cr_ = false;
  std::optional<End> raised_;  // what the last traceback means, if nothing came after it
  std::optional<End> end_;
};

}  // namespace emulator
