#include "emulator/cli/folder_keeper.hpp"

#include <utility>

#include "emulator/cli/usb_side.hpp"

namespace cli {

using namespace emulator;
using namespace std::chrono_literals;

namespace {
constexpr Duration period = 10ms;
}  // namespace

FolderKeeper::FolderKeeper(Machine& machine, boards::Board& board, Options options)
    : machine_(machine),
      board_(board),
      usb_(usb_host(board)),
      options_(std::move(options)),
      look_(machine.scheduler, "folder keeper", [this] { look(); }) {
  look_.after(Duration{0});
}

void FolderKeeper::look() {
  if (!usb_ || usb_->console() != &board_.console())
    return by_the_repl(options_.restored ? RawRepl::From::running : RawRepl::From::power_on);
  if (usb_->host().description()) return has_drive(*usb_) ? by_the_drive() : by_the_repl(RawRepl::From::running);
  if (machine_.now() < Time{usb_patience}) return look_.after(period);
  options_.say("--drive: " + nothing_on_usb());
  ready();
}

void FolderKeeper::by_the_drive() {
  drive_.emplace(
      machine_, usb_->drives().first(), board_.chip(),
      DriveSync::Options{.folder = options_.folder, .fresh_board = options_.fresh_board, .say = options_.say});
  drive_->on_ready = [this] { tell(on_ready); };
  tell(on_port_free);
}

void FolderKeeper::by_the_repl(RawRepl::From from) {
  repl_.emplace(machine_, board_.console(),
                ReplSync::Options{.folder = options_.folder, .fresh_board = options_.fresh_board, .say = options_.say});
  repl_->start(from, [this] { ready(); });
}

void FolderKeeper::ready() {
  tell(on_port_free);
  tell(on_ready);
}

void FolderKeeper::tell(std::function<void()>& whom) {
  if (whom) std::exchange(whom, nullptr)();
}

void FolderKeeper::lost() {
  if (repl_) repl_->lost();
}

bool FolderKeeper::finish() {
  look_.cancel();
  on_port_free = on_ready = nullptr;
  if (drive_) drive_->finish();
  return !repl_ || repl_->finish();
}

}  // namespace cli
