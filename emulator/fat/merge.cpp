#include "emulator/fat/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace emulator::fat {

namespace {

// What computers and CircuitPython put on drives for themselves.
constexpr std::array<std::string_view, 6> not_ours{".fseventsd",  ".metadata_never_index",     ".Trashes",
                                                   ".Trash-1000", "System Volume Information", ".DS_Store"};
constexpr std::string_view kept = " (board)";

bool is_ours(const std::string& path) {
  for (std::size_t at = 0; at <= path.size();) {
    const auto slash = std::min(path.find('/', at), path.size());
    const auto part = std::string_view{path}.substr(at, slash - at);
    if (std::ranges::find(not_ours, part) != not_ours.end() || part.starts_with("._")) return false;
    if (part.find(kept) != part.npos) return false;
    at = slash + 1;
  }
  return true;
}

u64 hash_of(std::span<const u8> bytes) {  // FNV-1a
  u64 h = 0xcbf2'9ce4'8422'2325;
  for (const u8 b : bytes) h = (h ^ b) * 0x100'0000'01b3;
  return h ^ bytes.size() << 40;
}

void check_path(const Files& files, const std::string& path) {
  for (std::size_t at = 0; at <= path.size();) {
    const auto slash = std::min(path.find('/', at), path.size());
    files.check_name(std::string_view{path}.substr(at, slash - at));
    at = slash + 1;
  }
}

std::string kept_name(const std::string& path) {
  const auto slash = path.rfind('/');
  const auto name = slash == path.npos ? 0 : slash + 1;
  const auto dot = path.rfind('.');
  const auto at = dot == path.npos || dot <= name ? path.size() : dot;
  return path.substr(0, at) + std::string{kept} + path.substr(at);
}

class Merger {
 public:
  Merger(Files& files, const FolderContent& folder, const Common& before, bool folder_wins)
      : files_(files), folder_(folder), before_(before), folder_wins_(folder_wins) {
    result_.sentences = folder.sentences;
  }

  MergeResult run() {
    walk("");
    std::set<std::string> paths;
    for (const auto& [key, f] : folder_.files) paths.insert(key);
    for (const auto& [key, f] : board_) paths.insert(key);
    for (const auto& [key, f] : before_) paths.insert(key);
    for (const auto& key : paths) decide(key);
    change_board();
    change_folder();
    return std::move(result_);
  }

 private:
  using File = FolderContent::File;
  enum class Action : u8 { to_board, to_folder };

  void say(std::string sentence) { result_.sentences.push_back(std::move(sentence)); }

  void walk(const std::string& directory, unsigned depth = 0) {
    if (depth > 40) return say(fmt::format("the board's directory {} is nested too deeply.", directory));
    std::vector<FileInfo> files;
    try {
      files = files_.list(directory);
    } catch (const FatError& e) {
      damaged_.insert(files_.key(directory) + '/');
      return say(fmt::format("on the board, {}.", e.what()));
    }
    for (const auto& f : files) {
      const std::string path = directory.empty() ? f.name : directory + '/' + f.name;
      if (!is_ours(path)) continue;
      File file{path, {f.directory, 0}, f.modified, {}};
      try {
        if (!f.directory) file.bytes = files_.read(path);
      } catch (const FatError& e) {
        damaged_.insert(files_.key(path));
        say(fmt::format("on the board, {}.", e.what()));
        continue;
      }
      if (!f.directory) file.known.hash = hash_of(file.bytes);
      board_[files_.key(path)] = std::move(file);
      if (f.directory) walk(path, depth + 1);
    }
  }

  bool is_damaged(const std::string& key) const {
    return std::ranges::any_of(damaged_, [&](const std::string& d) {
      return key == d || (d.back() == '/' && key.starts_with(d)) || d == "/";
    });
  }

  static std::optional<Known> known(const auto& files, const std::string& key) {
    const auto found = files.find(key);
    return found == files.end() ? std::nullopt : std::optional{found->second.known};
  }

  void decide(const std::string& key) {
    const auto here = known(folder_.files, key), there = known(board_, key);
    const auto found = before_.find(key);
    const auto last = found == before_.end() ? std::nullopt : std::optional{found->second};
    if (is_damaged(key)) {  // leave both as they are
      if (last) result_.common[key] = *last;
      return;
    }
    if (here == there) {
      if (here) result_.common[key] = *here;
      return;
    }
    const bool board_unchanged = there == last, folder_unchanged = here == last;
    const bool both_changed = here && there && !board_unchanged && !folder_unchanged;
    if (both_changed && !there->directory && !(folder_wins_ && !last)) keep(key);
    if (folder_unchanged || (!here && !board_unchanged))
      actions_[key] = Action::to_folder;
    else
      actions_[key] = Action::to_board;
  }

  void keep(const std::string& key) {
    const auto& f = board_.at(key);
    const auto name = kept_name(f.path);
    result_.folder_changes.push_back({FolderChange::Kind::write, name, f.bytes, files_.key(name)});
    say(fmt::format("{} was changed both here and on the board: the board gets this one, its own is now {}.", f.path,
                    name));
  }

  // Deepest things go first, directories come first.
  void change_board() {
    for (auto at = actions_.rbegin(); at != actions_.rend(); ++at) {
      const auto& key = at->first;
      if (at->second != Action::to_board || !board_.count(key)) continue;
      const auto here = known(folder_.files, key);
      if (here && !here->directory && !board_.at(key).known.directory) continue;  // only its content changes
      attempt(key, [&] { files_.remove(board_.at(key).path); });
    }
    for (const auto& [key, action] : actions_) {
      if (action != Action::to_board || failed_.count(key)) continue;
      const auto found = folder_.files.find(key);
      if (found == folder_.files.end()) continue;
      const File& f = found->second;
      attempt(key, [&] {
        if (f.known.directory)
          files_.make_directory(f.path, f.modified);
        else
          files_.write(f.path, f.bytes, f.modified);
      });
      if (!failed_.count(key)) result_.common[key] = f.known;
    }
  }

  void attempt(const std::string& key, const auto& change) {
    try {
      change();
      ++result_.to_board;
    } catch (const FatError& e) {
      failed_.insert(key);
      if (const auto found = before_.find(key); found != before_.end()) result_.common[key] = found->second;
      say(fmt::format("to the board: {}.", e.what()));
    }
  }

  void change_folder() {
    using enum FolderChange::Kind;
    auto& changes = result_.folder_changes;
    for (auto at = actions_.rbegin(); at != actions_.rend(); ++at) {
      if (at->second != Action::to_folder) continue;
      const auto here = known(folder_.files, at->first), there = known(board_, at->first);
      if (here && !(there && !there->directory && !here->directory))
        changes.push_back({remove, folder_.files.at(at->first).path, {}, at->first});
    }
    for (const auto& [key, action] : actions_) {
      const auto found = board_.find(key);
      if (action != Action::to_folder || found == board_.end()) continue;
      const File& f = found->second;
      const auto here = folder_.files.find(key);
      const auto& path = here == folder_.files.end() ? f.path : here->second.path;
      changes.push_back({f.known.directory ? make_directory : write, path, f.bytes, key});
      result_.common[key] = f.known;
    }
  }

  Files& files_;
  const FolderContent& folder_;
  const Common& before_;
  bool folder_wins_;
  MergeResult result_;
  std::map<std::string, File> board_;
  std::map<std::string, Action> actions_;
  std::set<std::string> damaged_, failed_;
};

}  // namespace

void serialize(State& state, Common& common) {
  u32 count = static_cast<u32>(common.size());
  state(count);
  if (!state.loading()) {
    for (auto& [key, known] : common) {
      std::string k = key;
      state(k, known);
    }
    return;
  }
  common.clear();
  for (; count > 0; --count) {
    std::string key;
    Known known;
    state(key, known);
    common[key] = known;
  }
}

FolderContent read_folder(Folder& folder, const Files& files, u64 largest_file) {
  FolderContent content;
  auto items = folder.list();
  std::ranges::sort(items, {}, &Folder::Item::path);  // the same in every run, whatever the computer's order
  for (const auto& item : items) {
    if (!is_ours(item.path)) continue;
    try {
      check_path(files, item.path);
      if (!item.directory && item.size > largest_file)
        throw FatError(fmt::format("{} has {} bytes, more than the board has room for", item.path, item.size));
      const auto key = files.key(item.path);
      if (const auto other = content.files.find(key); other != content.files.end())
        throw FatError(fmt::format("{} and {} differ in case only", other->second.path, item.path));
      FolderContent::File file{item.path, {item.directory, 0}, item.modified, {}};
      if (!item.directory) {
        file.bytes = folder.read(item.path);
        file.known.hash = hash_of(file.bytes);
      }
      content.files[key] = std::move(file);
    } catch (const std::runtime_error& e) {
      content.sentences.push_back(fmt::format("{} is left out: {}.", item.path, e.what()));
    }
  }
  return content;
}

MergeResult merge(Files& files, const FolderContent& folder, const Common& before, bool folder_wins) {
  return Merger{files, folder, before, folder_wins}.run();
}

void apply(Folder& folder, const std::vector<FolderChange>& changes, Common& common,
           std::vector<std::string>& sentences) {
  for (const auto& c : changes) {
    try {
      switch (c.kind) {
        case FolderChange::Kind::remove: folder.remove(c.path); break;
        case FolderChange::Kind::make_directory: folder.make_directory(c.path); break;
        case FolderChange::Kind::write: folder.write(c.path, c.bytes); break;
      }
    } catch (const std::runtime_error& e) {
      common.erase(c.key);
      sentences.push_back(fmt::format("from the board: {}.", e.what()));
    }
  }
}

}  // namespace emulator::fat
