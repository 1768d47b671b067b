#include "emulator/main_run.hpp"

#include <utility>

#include "emulator/exit_value.hpp"

namespace emulator {
namespace {

constexpr std::string_view traceback = "Traceback (most recent call last):";
constexpr std::string_view banner = "MicroPython v";
constexpr std::string_view help = "Type \"help()\"";
constexpr std::string_view prompt = ">>> ";
constexpr std::string_view code_done = "Code done running.";
constexpr std::string_view system_exit = "SystemExit:";

bool overlap(std::string_view line, std::string_view start) {
  return line.starts_with(start) || start.starts_with(line);
}

}  // namespace

void MainRun::received(std::span<const u8> bytes) {
  for (const u8 b : bytes) {
    if (end_) return;
    const char c = static_cast<char>(b);
    if (dialect_ == Dialect::circuitpython && for_terminal(c)) continue;
    if (c == '\r') {
      if (std::exchange(cr_, true)) byte(c);
      continue;
    }
    if (std::exchange(cr_, false) && c != '\n') byte('\r');
    byte(c);
  }
}

bool MainRun::for_terminal(char c) {
  switch (escape_) {
    case Escape::none:
      if (c != 0x1b) return false;
      escape_ = Escape::begun;
      break;
    case Escape::begun: escape_ = c == '[' ? Escape::control : c == ']' ? Escape::title : Escape::none; break;
    case Escape::control:
      if (c >= 0x40) escape_ = Escape::none;
      break;
    case Escape::title:
      if (c == 0x1b) escape_ = Escape::title_ending;
      if (c == 0x07) escape_ = Escape::none;
      break;
    case Escape::title_ending: escape_ = Escape::none; break;
  }
  return true;
}

bool MainRun::could_be_special() const {
  if (dialect_ == Dialect::circuitpython) return overlap(line_, traceback) || overlap(line_, code_done);
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
  if (stage_ == Stage::text && dialect_ == Dialect::micropython) look_for_banner();
  if (stage_ == Stage::banner && line_ == prompt) return finish();
  if (could_be_special()) return;
  if (stage_ == Stage::banner) stage_ = Stage::text;
  raised_.reset();
  pass(callbacks_.out);
}

// The banner follows right behind output that did not end its line.
void MainRun::look_for_banner() {
  const std::string_view line = line_;
  if (overlap(line, banner)) return;
  for (std::size_t n = std::min(banner.size(), line.size()); n > 0; --n) {
    if (!line.ends_with(banner.substr(0, n))) continue;
    const std::string_view held = held_;
    if (const auto before = held.substr(0, held.size() - n); !before.empty()) callbacks_.out(before);
    held_.erase(0, held_.size() - n);
    line_.erase(0, line_.size() - n);
    raised_.reset();
    return;
  }
}

void MainRun::line_ended() {
  switch (stage_) {
    case Stage::text:
      if (line_.starts_with(traceback)) {
        stage_ = Stage::traceback;
        pass(callbacks_.error);
      } else if (dialect_ == Dialect::micropython && line_.starts_with(banner)) {
        stage_ = Stage::banner;
      } else if (dialect_ == Dialect::circuitpython && line_ == code_done) {
        finish();
      } else if (dialect_ == Dialect::circuitpython && line_.empty()) {  // may be the one before the end
        const std::string before = held_.substr(0, held_.size() - 1);
        if (!before.empty()) callbacks_.out(before);
        held_.assign(1, '\n');
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
