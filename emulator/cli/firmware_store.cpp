#include "emulator/cli/firmware_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace cli {
namespace fs = std::filesystem;
namespace {

fs::path environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

bool looks_like_image(const fs::path& path) {
  static constexpr std::array endings{".hex", ".uf2", ".elf", ".dfu", ".bin"};
  return std::ranges::find(endings, path.extension()) != endings.end();
}

// Every file below a folder, sorted, so that the choice does not hang on how the disk lists them.
std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator at{folder, fs::directory_options::skip_permission_denied, error}, end;
  for (; !error && at != end; at.increment(error))
    if (at->is_regular_file(error)) files.push_back(at->path());
  std::ranges::sort(files);
  return files;
}

bool ends_with(const fs::path& path, const fs::path& tail) {
  return path == tail || path.string().ends_with(fmt::format("/{}", tail.string()));
}

fs::path base_of_url(const std::string& url) { return fs::path{url.substr(0, url.find_first_of("?#"))}.filename(); }

}  // namespace

fs::path user_cache() {
  const fs::path cache = environment("XDG_CACHE_HOME");
  if (cache.is_absolute()) return cache;
  return environment("HOME").empty() ? "" : environment("HOME") / ".cache";
}

FirmwareStore FirmwareStore::of_this_user() {
  const fs::path cache = user_cache();
  return {environment("VIVARIUM_FIRMWARE"), cache.empty() ? "" : cache / "vivarium" / "firmware"};
}

FirmwareStore::FirmwareStore(fs::path given, fs::path cache) : cache_(std::move(cache)) {
  places_ = {{"$VIVARIUM_FIRMWARE", std::move(given)}, {"cache", cache_}, {"system packages", {}, true}};
}

std::vector<FoundImage> FirmwareStore::look(const Place& place, const boards::BoardDescription& board) const {
  std::vector<FoundImage> found;
  const auto add = [&](const fs::path& path, const boards::FirmwareEntry* entry) {
    if (std::ranges::find(found, path, &FoundImage::path) == found.end()) found.push_back({path, entry});
  };
  std::error_code ignored;
  if (place.packages)
    for (const auto& entry : board.firmware)
      if (!entry.debian_path.empty() && fs::is_regular_file(entry.debian_path, ignored)) add(entry.debian_path, &entry);
  if (place.folder.empty()) return found;
  const auto files = files_below(place.folder);
  for (const auto& entry : board.firmware)
    for (const auto& file : files)
      if ((!entry.file.empty() && ends_with(file, entry.file)) ||
          (place.folder == cache_ && file == cached(board, entry)))
        add(file, &entry);
  for (const auto& file : files)
    if (file.parent_path().filename() == board.name && looks_like_image(file)) add(file, nullptr);
  return found;
}

std::vector<FoundImage> FirmwareStore::look(const boards::BoardDescription& board) const {
  std::vector<FoundImage> all;
  for (const Place& place : places_)
    for (auto& image : look(place, board)) all.push_back(std::move(image));
  return all;
}

fs::path FirmwareStore::rom(const std::string& file) const {
  for (const Place& place : places_) {
    if (place.folder.empty()) continue;
    for (const auto& path : files_below(place.folder))
      if (path.filename() == file) return path;
  }
  return {};
}

fs::path FirmwareStore::cached(const boards::BoardDescription& board, const boards::FirmwareEntry& entry) const {
  if (cache_.empty()) return {};
  const fs::path name = entry.url.empty() ? fs::path{entry.file}.filename() : base_of_url(entry.url);
  return cache_ / board.name / fmt::format("{}-{}", entry.name, entry.version) / name;
}

std::string title(const FoundImage& image) {
  return image.entry ? fmt::format("{} {}", image.entry->name, image.entry->version) : image.path.filename().string();
}

}  // namespace cli
