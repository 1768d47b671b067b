#include "emulator/host/folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>

#include "emulator/host/file.hpp"

namespace emulator {
namespace fs = std::filesystem;

namespace {

// In UTC, so that the same files give the same volume everywhere.
fat::Stamp stamp(fs::file_time_type time) {
  const auto system = std::chrono::file_clock::to_sys(time);
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(system).time_since_epoch().count();
  std::tm t{};
  gmtime_r(&seconds, &t);
  return fat::Stamp::of(t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

// A file may vanish between being listed and being looked at.
template <typename F>
void walk(const fs::path& root, F&& entry) {
  std::error_code error;
  fs::recursive_directory_iterator it{root, error};
  if (error) throw std::runtime_error(fmt::format("cannot read the folder {}: {}", root.string(), error.message()));
  for (; it != fs::recursive_directory_iterator{}; it.increment(error)) {
    if (error) throw std::runtime_error(fmt::format("cannot read the folder {}: {}", root.string(), error.message()));
    if (it->is_directory(error) ? !it->is_symlink(error) : it->is_regular_file(error)) entry(*it);
  }
}

}  // namespace

fat::Stamp file_stamp(const fs::path& path) {
  std::error_code error;
  const auto time = fs::last_write_time(path, error);
  return error ? fat::Stamp{} : stamp(time);
}

HostFolder::HostFolder(fs::path path) : path_(std::move(path)) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (!fs::is_directory(path_)) throw std::runtime_error(fmt::format("{} is no folder", path_.string()));
}

std::vector<fat::Folder::Item> HostFolder::list() {
  std::vector<Item> items;
  walk(path_, [&](const fs::directory_entry& e) {
    std::error_code gone;
    const auto time = e.last_write_time(gone);
    const bool directory = e.is_directory();
    const u64 size = directory ? 0 : e.file_size(gone);
    if (!gone) items.push_back({e.path().lexically_relative(path_).generic_string(), directory, size, stamp(time)});
  });
  std::ranges::sort(items, {}, &Item::path);
  return items;
}

u64 HostFolder::signature() const {
  u64 sum = 0;  // of all entries, in whatever order they come
  walk(path_, [&](const fs::directory_entry& e) {
    std::error_code gone;
    u64 h = 0xcbf2'9ce4'8422'2325;
    const auto mix = [&h](u64 v) { h = (h ^ v) * 0x100'0000'01b3; };
    for (const char c : e.path().native()) mix(static_cast<u8>(c));
    if (!e.is_directory()) {
      mix(e.file_size(gone));
      mix(static_cast<u64>(e.last_write_time(gone).time_since_epoch().count()));
    }
    sum += h ^ h >> 29;
  });
  return sum;
}

// Names come from the board.
fs::path HostFolder::safe(const std::string& path) const {
  fs::path whole = path_;
  const fs::path wanted{path};
  for (auto part = wanted.begin(); part != wanted.end(); ++part) {
    const bool last = std::next(part) == wanted.end();
    const std::string name = part->string();
    whole /= *part;
    std::error_code error;
    if (name.empty() || name == "." || name == ".." || name.find('/') != name.npos || name.find('\0') != name.npos ||
        (!last && fs::is_symlink(whole, error)))
      throw std::runtime_error(fmt::format("\"{}\" is no path within {}", path, path_.string()));
  }
  return whole;
}

std::vector<u8> HostFolder::read(const std::string& path) { return read_file(safe(path)); }

void HostFolder::write(const std::string& path, std::span<const u8> bytes) {
  const auto file = safe(path);
  std::error_code error;
  if (fs::is_symlink(file, error)) throw std::runtime_error(fmt::format("{} is a link; it is left as it is", path));
  write_file_atomically(file, bytes);
}

void HostFolder::make_directory(const std::string& path) {
  std::error_code error;
  fs::create_directory(safe(path), error);
  if (error) throw std::runtime_error(fmt::format("cannot make the folder {}: {}", path, error.message()));
}

void HostFolder::remove(const std::string& path) {
  std::error_code error;
  fs::remove(safe(path), error);
  if (error) throw std::runtime_error(fmt::format("cannot remove {}: {}", path, error.message()));
}

}  // namespace emulator
