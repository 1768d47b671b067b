#include "emulator/fat/memory_files.hpp"

#include <fmt/format.h>

#include "emulator/fat/sectors.hpp"

namespace emulator::fat {

void MemoryFiles::add_directory(const std::string& path) { nodes_[key(path)] = {.directory = true}; }
void MemoryFiles::add_file(const std::string& path, std::vector<u8> bytes) {
  nodes_[key(path)] = {.bytes = std::move(bytes)};
}
void MemoryFiles::add_unreadable(const std::string& path, std::string why) {
  nodes_[key(path)] = {.unreadable = std::move(why)};
}

// Without slashes at either end, and without names that name nothing.
std::string MemoryFiles::key(const std::string& path) const {
  std::string result;
  for (std::size_t at = 0; at < path.size();) {
    const auto slash = std::min(path.find('/', at), path.size());
    const auto part = std::string_view{path}.substr(at, slash - at);
    at = slash + 1;
    if (part.empty() || part == ".") continue;
    if (!result.empty()) result += '/';
    result += part;
  }
  return result;
}

void MemoryFiles::check_name(std::string_view name) const {
  constexpr std::size_t longest = 255;  // littlefs's LFS_NAME_MAX, and FAT's
  if (name.empty() || name == "." || name == ".." || name.find('\0') != name.npos)
    throw FatError(fmt::format("\"{}\" is no name for a file", name));
  if (name.size() > longest) throw FatError(fmt::format("the name {} is longer than {} bytes", name, longest));
}

std::vector<FileInfo> MemoryFiles::list(const std::string& path) {
  const std::string wanted = key(path);
  if (!wanted.empty() && !at(path).directory) throw FatError(fmt::format("{} is no directory", path));
  const std::string prefix = wanted.empty() ? "" : wanted + '/';
  std::vector<FileInfo> result;
  for (const auto& [name, node] : nodes_)
    if (name.starts_with(prefix) && name.find('/', prefix.size()) == name.npos)
      result.push_back({name.substr(prefix.size()), node.directory, static_cast<u32>(node.bytes.size()), {}});
  return result;
}

std::optional<FileInfo> MemoryFiles::find(const std::string& path) {
  const auto found = nodes_.find(key(path));
  if (found == nodes_.end()) return std::nullopt;
  const auto slash = found->first.rfind('/');
  return FileInfo{slash == found->first.npos ? found->first : found->first.substr(slash + 1),
                  found->second.directory,
                  static_cast<u32>(found->second.bytes.size()),
                  {}};
}

MemoryFiles::Node& MemoryFiles::at(const std::string& path) {
  const auto found = nodes_.find(key(path));
  if (found == nodes_.end()) throw FatError(fmt::format("there is no file {}", path));
  return found->second;
}

std::string MemoryFiles::place_for(const std::string& path) const {
  std::string place = key(path);
  const auto slash = place.rfind('/');
  check_name(slash == place.npos ? place : place.substr(slash + 1));
  if (slash == place.npos) return place;
  const auto parent = nodes_.find(place.substr(0, slash));
  if (parent == nodes_.end()) throw FatError(fmt::format("there is no directory {}", place.substr(0, slash)));
  if (!parent->second.directory) throw FatError(fmt::format("{} is no directory", parent->first));
  return place;
}

std::vector<u8> MemoryFiles::read(const std::string& path) {
  const Node& node = at(path);
  if (node.directory) throw FatError(fmt::format("{} is a directory", path));
  if (!node.unreadable.empty()) throw FatError(fmt::format("{} cannot be read: {}", path, node.unreadable));
  return node.bytes;
}

void MemoryFiles::write(const std::string& path, std::span<const u8> bytes, Stamp) {
  const std::string place = place_for(path);
  const auto found = nodes_.find(place);
  const bool is_new = found == nodes_.end();
  if (!is_new && found->second.directory) throw FatError(fmt::format("{} is a directory", path));
  nodes_[place] = {.bytes = {bytes.begin(), bytes.end()}};
  changes_.push_back({FileChange::Kind::write, place, {bytes.begin(), bytes.end()}, is_new});
}

void MemoryFiles::make_directory(const std::string& path, Stamp) {
  if (flat) throw FatError(fmt::format("{}: this board's file system has no directories", path));
  const std::string place = place_for(path);
  if (nodes_.contains(place)) throw FatError(fmt::format("{} is there already", path));
  nodes_[place] = {.directory = true};
  changes_.push_back({FileChange::Kind::make_directory, place, {}, true});
}

void MemoryFiles::remove(const std::string& path) {
  const bool directory = at(path).directory;
  if (directory && !list(path).empty()) throw FatError(fmt::format("the directory {} is not empty", path));
  const std::string place = key(path);
  nodes_.erase(place);
  changes_.push_back({directory ? FileChange::Kind::remove_directory : FileChange::Kind::remove, place});
}

}  // namespace emulator::fat
