#include "emulator/fat/folder_sync.hpp"

#include "emulator/fat/volume.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator::fat {

constexpr u32 most_at_once = 128;  // sectors in one request

SyncReport sync_image(Sectors& sectors, Folder& folder, Common& common, bool folder_wins) {
  SyncReport report;
  Volume volume{sectors};
  const auto content = read_folder(folder, volume, u64{sectors.count()} * sectors.size());
  auto result = merge(volume, content, common, folder_wins);
  report.sentences = std::move(result.sentences);
  report.to_board = result.to_board;
  report.to_folder = static_cast<u32>(result.folder_changes.size());
  apply(folder, result.folder_changes, result.common, report.sentences);
  common = std::move(result.common);
  report.complete = true;
  return report;
}

FolderSync::FolderSync(usb::BlockDevice& drive, Folder& folder) : drive_(drive), folder_(folder) {
  drive_.on_done = [this](const auto& result) { done(result); };
  drive_.on_change = [this] { medium_changed(); };
}

FolderSync::~FolderSync() {
  drive_.on_done = nullptr;
  drive_.on_change = nullptr;
}

void FolderSync::medium_changed() {
  if (phase_ != Phase::idle) fail("the drive went away while it was being compared with the folder");
  if (drive_.present()) sync();
}

void FolderSync::sync() {
  if (phase_ != Phase::idle)
    again_ = true;
  else if (drive_.present() && (!wanted || wanted()))
    begin();
}

void FolderSync::begin() {
  again_ = false;
  cache_.reset();
  content_.reset();
  run();
}

// One attempt with what has been read so far.
void FolderSync::run() {
  if (!cache_) cache_ = std::make_unique<CachedSectors>(drive_.sector_size(), drive_.sectors(), drive_.read_only());
  cache_->start_over();
  phase_ = Phase::reading;
  try {
    Volume volume{*cache_};
    if (!content_) content_ = read_folder(folder_, volume, u64{drive_.sectors()} * drive_.sector_size());
    auto result = merge(volume, *content_, common_, folder_wins);
    writes_ = cache_->take_writes();
    written_ = 0;
    next_common_ = std::move(result.common);
    folder_changes_ = std::move(result.folder_changes);
    sentences_ = std::move(result.sentences);
    to_board_ = result.to_board;
  } catch (const SectorsMissing& missing) {
    reading_from_ = missing.first;
    return drive_.read(++tag_, missing.first, missing.count);
  } catch (const std::runtime_error& e) { return fail(e.what()); }
  if (drive_.read_only()) {  // what the board has comes here all the same; that nothing goes there is said once
    const auto same = std::unique(sentences_.begin(), sentences_.end());
    sentences_.erase(same, sentences_.end());
  }
  write_next();
}

// Neighbours travel together; their order stays.
void FolderSync::write_next() {
  if (written_ == writes_.size()) {
    phase_ = Phase::synchronizing;
    if (writes_.empty()) return finish();
    return drive_.synchronize(++tag_);
  }
  phase_ = Phase::writing;
  const u32 first = writes_[written_].sector;
  std::vector<u8> bytes;
  u32 n = 0;
  while (n < most_at_once && written_ < writes_.size() && writes_[written_].sector == first + n) {
    const auto& b = writes_[written_].bytes;
    bytes.insert(bytes.end(), b.begin(), b.end());
    ++n, ++written_;
  }
  drive_.write(++tag_, first, std::move(bytes));
}

void FolderSync::done(const usb::BlockDevice::Result& result) {
  if (phase_ == Phase::idle || result.tag != tag_) return;
  if (!result.error.empty()) return fail(result.error);
  switch (phase_) {
    case Phase::reading:
      if (!cache_) cache_ = std::make_unique<CachedSectors>(drive_.sector_size(), drive_.sectors(), drive_.read_only());
      cache_->fill(reading_from_, result.data);
      return run();
    case Phase::writing: return write_next();
    default: return finish();
  }
}

void FolderSync::finish() {
  SyncReport report{std::move(sentences_), to_board_, static_cast<u32>(folder_changes_.size()), true};
  apply(folder_, folder_changes_, next_common_, report.sentences);
  common_ = std::move(next_common_);
  end(std::move(report));
}

void FolderSync::fail(const std::string& reason) {
  const auto why = reason.substr(0, reason.find_last_not_of('.') + 1);
  end({{fmt::format("The folder is not in step: {}.", why)}, 0, 0, false});
}

void FolderSync::end(SyncReport report) {
  phase_ = Phase::idle;
  ++tag_;  // an answer still under way is nobody's
  cache_.reset();
  content_.reset();
  writes_.clear();
  folder_changes_.clear();
  sentences_.clear();
  if (on_done) on_done(report);
  if (again_ && phase_ == Phase::idle) sync();
}

void FolderSync::serialize(State& state) {
  state.section("folder sync");
  state(phase_, again_, tag_, reading_from_, writes_, written_, folder_changes_, sentences_, to_board_);
  fat::serialize(state, common_);
  fat::serialize(state, next_common_);
  if (state.loading()) {
    cache_.reset();
    content_.reset();
  }
}

}  // namespace emulator::fat
