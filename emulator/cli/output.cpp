#include "emulator/cli/output.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "emulator/cli/exit_code.hpp"

namespace cli {

using namespace emulator;

void StandardStream::write(std::string_view bytes) {
  if (gone_) return;
  waiting_ += bytes;
  if (waiting_.size() >= enough) flush();
}

void StandardStream::flush() {
  std::string_view left = waiting_;
  while (!left.empty() && !gone_) {
    const ssize_t n = ::write(fd_, left.data(), left.size());
    if (n >= 0) {
      left.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {  // somebody made it non-blocking
      pollfd ready{fd_, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      gone_ = true;
    }
  }
  waiting_.clear();
  if (gone_ && on_gone) std::exchange(on_gone, {})();
}

OutputFile::OutputFile(std::string path) : path_(std::move(path)), file_(path_.empty() ? stderr : nullptr) {
  if (path_.empty()) return;
  file_.reset(std::fopen(path_.c_str(), "wb"));
  if (!file_) throw Failure(bad_input, fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
}

void OutputFile::write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size())
    throw Failure(bad_input, fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
}

void OutputFile::flush() {
  if (std::fflush(file_.get()) != 0)
    throw Failure(bad_input, fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
}

namespace {
constexpr Duration look_every = std::chrono::milliseconds{20};  // about as fast as an eye
constexpr Duration supplies_every = std::chrono::milliseconds{100};
}  // namespace

std::string picture_text(const parts::Picture& picture) {
  static constexpr std::string_view shades = ".-+#";
  std::string text;
  for (unsigned y = 0; y < picture.height; ++y) {
    for (unsigned x = 0; x < picture.width; ++x) {
      const double light = picture.at(x, y);
      const unsigned shade = light < 0.03 ? 0 : light < 0.25 ? 1 : light < 0.6 ? 2 : 3;
      if (x > 0) text += ' ';
      text += shades[shade];
    }
    text += '\n';
  }
  return text;
}

DisplayPrinter::DisplayPrinter(boards::Board& board, std::function<void(std::string_view)> print)
    : board_(board),
      print_(std::move(print)),
      event_(board.machine().scheduler, "display printer", [this] { look(); }) {
  if (!board.display()) throw Failure(bad_input, fmt::format("{} has no display to show", board.description().name));
  printed_ = picture_text(*board.display());  // dark: nothing to tell
  event_.after(look_every);
}

void DisplayPrinter::look() {
  event_.after(look_every);
  const std::string picture = picture_text(*board_.display());
  if (picture == seen_ && picture != printed_) print(picture);
  seen_ = picture;
}

void DisplayPrinter::finish() {
  if (const std::string picture = picture_text(*board_.display()); picture != printed_) print(picture);
}

void DisplayPrinter::print(const std::string& picture) {
  printed_ = picture;
  print_(fmt::format("[{:.3f} s]\n{}", seconds(board_.machine().now().time_since_epoch()), picture));
}

SupplyPrinter::SupplyPrinter(boards::Assembly& circuit, std::function<void(std::string_view)> print)
    : circuit_(circuit),
      print_(std::move(print)),
      event_(circuit.machine().scheduler, "supply printer", [this] { look(); }) {
  event_.after(supplies_every);
}

void SupplyPrinter::look() {
  event_.after(supplies_every);
  const auto now = circuit_.supplies().totals();
  bool changed = printed_.size() != now.size();
  for (std::size_t i = 0; i < now.size() && !changed; ++i)
    changed = std::abs(now[i].milliamps - printed_[i]) > std::max(0.05 * std::abs(printed_[i]), 0.1);
  if (changed) print();
}

void SupplyPrinter::finish() { print(); }

void SupplyPrinter::print() {
  printed_.clear();
  std::string text = fmt::format("[{:.3f} s]\n", seconds(circuit_.machine().now().time_since_epoch()));
  for (const Supplies::Totals& supply : circuit_.supplies().totals()) {
    printed_.push_back(supply.milliamps);
    const std::string names = Supplies::names(supply);
    text += fmt::format("{}: {}{}{}\n", supply.name, format_milliamps(supply.milliamps),
                        std::isfinite(supply.most_milliamps) ? " of " + format_milliamps(supply.most_milliamps) : "",
                        names.empty() ? "" : ": " + names);
  }
  print_(text);
}

}  // namespace cli
