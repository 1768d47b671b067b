#pragma once
// Keeps a drive of the board and a folder of the computer equal (`--drive DIR`): the whole volume is looked at when a
// medium appears and whenever sync() says so.
#include <functional>
#include <memory>

#include "emulator/fat/cached_sectors.hpp"
#include "emulator/fat/merge.hpp"
#include "emulator/usb/block_device.hpp"

namespace emulator::fat {

struct SyncReport {
  std::vector<std::string> sentences;  // what did not go as hoped
  u32 to_board = 0, to_folder = 0;     // changes
  bool complete = false;               // a pass that ended
};

// At once, on an image in memory: before a board is switched on.
SyncReport sync_image(Sectors&, Folder&, Common&, bool folder_wins = false);

class FolderSync {
 public:
  FolderSync(usb::BlockDevice&, Folder&);
  ~FolderSync();
  FolderSync(const FolderSync&) = delete;

  void sync();  // if a pass is under way, another one follows
  bool busy() const { return phase_ != Phase::idle; }
  std::function<void(const SyncReport&)> on_done;
  std::function<bool()> wanted;  // is the medium that is there the one meant? If not, it is left alone
  bool folder_wins = false;      // see merge()
  Common& common() { return common_; }

  // A pass that was reading begins anew; one that was writing goes on with what it had decided.
  void serialize(State&);

 private:
  enum class Phase : u8 { idle, reading, writing, synchronizing };
  void medium_changed();
  void done(const usb::BlockDevice::Result&);
  void begin();
  void run();
  void write_next();
  void finish();
  void fail(const std::string& reason);
  void end(SyncReport);

  usb::BlockDevice& drive_;
  Folder& folder_;
  Phase phase_ = Phase::idle;
  bool again_ = false;
  u32 tag_ = 0, reading_from_ = 0;
  std::unique_ptr<CachedSectors> cache_;
  std::optional<FolderContent> content_;
  std::vector<SectorWrite> writes_;
  u32 written_ = 0;
  Common common_, next_common_;
  std::vector<FolderChange> folder_changes_;
  std::vector<std::string> sentences_;
  u32 to_board_ = 0;
};

}  // namespace emulator::fat
