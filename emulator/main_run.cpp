#include "emulator/main_run.hpp"

#include <utility>

#include "emulator/exit_value.hpp"

namespace emulator {
namespace {

constexpr std::string_view traceback = "Traceback (most recent call last):";
constexpr std::string_view banner = "MicroPython v";
constexpr std::string_view help = "Type \"help()\"";
constexpr std::string_view prompt = ">>> ";
constexpr std::string_view system_exit = "SystemExit:";

bool overlap(std::string_view line, std::string_view start) {
  return line.starts_with(start) || start.starts_with(line);
}

}  // namespace

void MainRun::received(std::span<const u8> bytes) {
  for (const u8 b : bytes) {
    if (end_) return;
    const char c = static_cast<char>(b);
    if (c == '\r') {
      if (std::exchange(cr_, true)) byte(c);
      continue;
    }
    if (std::exchange(cr_, false) && c != '\n') byte('\r');
    byte(c);
  }
}

bool MainRun::could_be_special() const {
  if (stage_ == Stage::banner) return overlap(line_, help) || overlap(line_, prompt);
  return overlap(line_, traceback) || overlap(line_, banner);
}

void MainRun::pass(const std::function<void(std::string_view)>& to) {
  if (!held_.empty()) to(std::exchange(held_, {}));
}

void MainRun::byte(char c) {
  held_ += c;
  if (c == '\n') {
    line_ended();
    line_.clear();
    return;
  }
  line_ += c;
  if (stage_ == Stage::traceback) return;
  if (stage_ == Stage::banner && line_ == prompt) return finish();
  if (could_be_special()) return;
  if (stage_ == Stage::banner) stage_ = Stage::text;
  raised_.reset();
  pass(callbacks_.out);
}

void MainRun::line_ended() {
  switch (stage_) {
    case Stage::text:
      if (line_.starts_with(traceback)) {
        stage_ = Stage::traceback;
        pass(callbacks_.error);
      } else if (line_.starts_with(banner)) {
        stage_ = Stage::banner;
      } else {
        raised_.reset();
        pass(callbacks_.out);
      }
      break;
    case Stage::traceback:  // entries are indented, the exception's own line is not
      pass(callbacks_.error);
      if (line_.starts_with(' ')) break;
      raised_ = End{true, 1};
      if (line_.starts_with(system_exit)) {
        const auto at = line_.find_first_not_of(' ', system_exit.size());
        raised_ = End{false, exit_code(at == std::string::npos ? "None" : line_.substr(at)).code};
      }
      stage_ = Stage::text;
      break;
    case Stage::banner:
      if (line_.starts_with(help)) break;
      stage_ = Stage::text;
      pass(callbacks_.out);
      break;
  }
}

void MainRun::finish() {
  end_ = raised_.value_or(End{});
  callbacks_.on_end(*end_);
}

}  // namespace emulator
