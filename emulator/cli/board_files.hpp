#pragma once
// The files of a board that is switched on for nothing else: on its USB drive, or behind its REPL.
#include <memory>
#include <optional>
#include <string>

#include "boards/board.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/drive_sectors.hpp"
#include "emulator/fat/volume.hpp"
#include "emulator/repl_client.hpp"
#include "emulator/repl_files.hpp"
#include "peripherals/parts/usb_host.hpp"

namespace cli {

class BoardFiles {
 public:
  struct Options {
    std::string board, flash;
    std::optional<std::string> firmware;
    bool may_create = false;  // a flash file that is not there yet
  };
  // Boots the board until its files can be reached. Failure, if they cannot.
  explicit BoardFiles(const Options&);
  ~BoardFiles();

  emulator::fat::Files& files();
  // Puts every change on the board and its flash into the file: all, or nothing. Failure, FatError.
  void save();

 private:
  void fill_memory(const Options&);
  void find();
  void find_drive();
  void find_repl(emulator::RawRepl::From);
  std::string ask(const std::string& program);
  bool run(emulator::Duration limit, const std::function<bool()>& until);

  emulator::Machine machine_{1};
  boards::Board board_;
  FlashFile flash_;
  parts::UsbHost* usb_;
  std::unique_ptr<DriveSectors> sectors_;
  std::optional<emulator::fat::Volume> volume_;
  std::unique_ptr<emulator::ReplClient> repl_;
  std::optional<emulator::ReplTree> tree_;
};

}  // namespace cli
