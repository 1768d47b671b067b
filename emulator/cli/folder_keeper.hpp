#pragma once
// `--drive DIR`: the folder is the content of the board's file system, by its USB drive if the firmware has one (kept
// equal while it runs), else through its REPL (before and after).
#include <functional>
#include <optional>
#include <string>

#include "boards/board.hpp"
#include "emulator/cli/drive_sync.hpp"
#include "emulator/cli/repl_sync.hpp"
#include "peripherals/parts/usb_host.hpp"

namespace cli {

class FolderKeeper {
 public:
  struct Options {
    std::string folder;
    bool fresh_board = true;  // what the board has was made by its first boot: the folder's files count
    bool restored = false;    // the board runs already
    std::function<void(const std::string&)> say = {};
  };
  FolderKeeper(emulator::Machine&, boards::Board&, Options);
  FolderKeeper(const FolderKeeper&) = delete;

  std::function<void()> on_port_free;  // once: the REPL is not needed (any more), others may have it
  std::function<void()> on_ready;      // once: the folder is on the board, or will never be
  bool by_repl() const { return repl_.has_value(); }
  void lost();  // the console's device left the bus
  // Lets the board run until what it changed last is in the folder. False if that failed.
  bool finish();

 private:
  void look();
  void by_the_drive();
  void by_the_repl(emulator::RawRepl::From);
  void ready();
  void tell(std::function<void()>&);

  emulator::Machine& machine_;
  boards::Board& board_;
  parts::UsbHost* usb_;
  Options options_;
  std::optional<DriveSync> drive_;
  std::optional<ReplSync> repl_;
  emulator::Event look_;
};

}  // namespace cli
