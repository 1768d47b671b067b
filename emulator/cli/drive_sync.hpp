#pragma once
// `--drive DIR`: a folder of this computer and the board's USB drive, kept equal while the board runs. Looked at in
// virtual time, so a folder that nobody changes makes no run different from another. The board's memory is compared
// only after it has been written to; the folder at most so often as a person could change it, in the computer's own
// time.
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "emulator/chip.hpp"
#include "emulator/fat/folder_sync.hpp"
#include "emulator/host/folder.hpp"
#include "emulator/machine.hpp"
#include "emulator/usb/drive_set.hpp"

namespace cli {

class DriveSync {
 public:
  struct Options {
    std::string folder;
    bool fresh_board = true;  // what the board has was made by its first boot: the folder's files count
    std::function<void(const std::string&)> say = {};
  };
  DriveSync(emulator::Machine&, emulator::usb::Drive&, emulator::Chip&, Options);
  DriveSync(const DriveSync&) = delete;

  std::function<void()> on_ready;  // once: the folder is on the board for the first time, or no drive has come
  // Lets the board run until what it changed last is in the folder.
  void finish();

 private:
  void look();
  bool changed();
  bool board_changed();
  bool folder_changed();
  bool begin();
  void done(const emulator::fat::SyncReport&);
  void ready();
  emulator::u64 board_signature() const;

  emulator::Machine& machine_;
  emulator::usb::Drive& drive_;
  std::vector<emulator::Memory*> persistent_;
  Options options_;
  emulator::HostFolder folder_;
  emulator::fat::FolderSync sync_;
  emulator::u64 folder_seen_ = 0, board_seen_ = 0;                   // when the last pass began
  std::shared_ptr<bool> written_to_ = std::make_shared<bool>(true);  // the board's memory, since it was compared
  bool folder_due_ = true;                                           // it is to be compared, however soon
  std::chrono::steady_clock::time_point folder_looked_at_{};
  emulator::Time to_board_at_{};  // when the board was last given something
  bool ready_ = false;
  std::set<std::string> said_;
  emulator::Event look_, too_late_;
};

}  // namespace cli
