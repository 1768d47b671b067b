#pragma once
// `--drive DIR`: a folder of this computer and the board's USB drive, kept equal while the board runs. Looked at in
// virtual time, so a folder that nobody changes makes no run different from another.
#include <functional>
#include <set>
#include <string>

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
  DriveSync(emulator::Machine&, emulator::usb::Drive&, std::vector<emulator::Memory*> persistent, Options);
  DriveSync(const DriveSync&) = delete;

  std::function<void()> on_ready;  // once: the folder is on the board for the first time, or no drive has come
  // Lets the board run until what it changed last is in the folder.
  void finish();

 private:
  void look();
  bool changed() const;
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
  emulator::u64 folder_seen_ = 0, board_seen_ = 0;  // when the last pass began
  bool ready_ = false;
  std::set<std::string> said_;
  emulator::Event look_, too_late_;
};

}  // namespace cli
