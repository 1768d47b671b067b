#include "emulator/cli/copy_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "emulator/fat/sectors.hpp"
#include "emulator/host/file.hpp"
#include "emulator/host/folder.hpp"

namespace cli {

using namespace emulator;
namespace fs = std::filesystem;

namespace {

struct Item {
  std::string path;  // behind where it is copied to; empty: that place itself
  bool directory = false;
  std::vector<u8> bytes = {};
  fat::Stamp modified = {};
};

std::string joined(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return a + b;
  return a.ends_with('/') ? a + b : a + '/' + b;
}

std::string last_name(std::string path) {
  while (path.ends_with('/')) path.pop_back();
  const auto slash = path.rfind('/');
  const std::string name = slash == path.npos ? path : path.substr(slash + 1);
  return name == "." || name == ".." ? "" : name;
}

bool is_root(const std::string& path) { return path.find_first_not_of("/.") == path.npos; }

void refuse_directory(const std::string& path) {
  throw std::runtime_error(fmt::format("{} is a directory; cp -r copies directories", path));
}

void walk(fat::Files& files, const std::string& directory, const std::string& behind, std::vector<Item>& items) {
  for (const auto& f : files.list(directory)) {
    const std::string path = joined(directory, f.name), place = joined(behind, f.name);
    items.push_back({place, f.directory, f.directory ? std::vector<u8>{} : files.read(path), f.modified});
    if (f.directory) walk(files, path, place, items);
  }
}

std::vector<Item> from_board(fat::Files& files, const std::string& source, bool recursive) {
  const std::string path = board_path(source);
  if (!is_board_directory(files, path)) {
    const auto found = files.find(path);
    return {{"", false, files.read(path), found ? found->modified : fat::Stamp{}}};
  }
  if (!recursive) refuse_directory(source);
  std::vector<Item> items{{"", true}};
  walk(files, path, "", items);
  return items;
}

std::vector<Item> from_here(const std::string& source, bool recursive) {
  std::error_code error;
  if (!fs::is_directory(source, error)) return {{"", false, read_file(source), file_stamp(source)}};
  if (!recursive) refuse_directory(source);
  std::vector<Item> items{{"", true}};
  HostFolder folder{source};
  for (const auto& i : folder.list())
    items.push_back({i.path, i.directory, i.directory ? std::vector<u8>{} : folder.read(i.path), i.modified});
  return items;
}

void to_board(fat::Files& files, const std::string& place, const std::vector<Item>& items) {
  for (const auto& item : items) {
    const std::string path = joined(place, item.path);
    if (!item.directory)
      files.write(path, item.bytes, item.modified);
    else if (!is_board_directory(files, path))
      files.make_directory(path, item.modified);
  }
}

// Names from the board go through HostFolder, which lets none lead outside.
void to_here(const std::string& place, const std::vector<Item>& items) {
  if (!items.front().directory) return write_file_atomically(place, items.front().bytes);
  HostFolder folder{place};
  for (const auto& item : items) {
    if (item.path.empty()) continue;
    if (!item.directory)
      folder.write(item.path, item.bytes);
    else
      folder.make_directory(item.path);
  }
}

}  // namespace

bool is_board_directory(fat::Files& files, const std::string& path) {
  if (is_root(path)) return true;
  const auto found = files.find(path);
  return found && found->directory;
}

void copy_files(fat::Files& files, const std::vector<std::string>& sources, const std::string& destination,
                bool recursive) {
  if (!on_board(destination) && std::ranges::none_of(sources, on_board))
    throw std::runtime_error("nothing here is on the board; its paths begin with a colon, as :code.py");
  const bool board = on_board(destination);
  const std::string whole = board ? board_path(destination) : destination;
  std::error_code error;
  const bool into = board ? is_board_directory(files, whole) : fs::is_directory(whole, error);
  if (!into && (sources.size() > 1 || whole.ends_with('/')))
    throw std::runtime_error(fmt::format("{} is no directory", destination));
  std::vector<std::pair<std::string, std::vector<Item>>> copies;
  for (const auto& source : sources) {
    auto items = on_board(source) ? from_board(files, source, recursive) : from_here(source, recursive);
    const bool content_only = items.front().directory && source.ends_with('/');
    const std::string name = content_only ? "" : last_name(board_path(source));
    copies.emplace_back(into ? joined(whole.empty() && !board ? "." : whole, name) : whole, std::move(items));
  }
  for (const auto& [place, items] : copies) board ? to_board(files, place, items) : to_here(place, items);
}

void remove_files(fat::Files& files, const std::string& path, bool recursive) {
  if (!is_board_directory(files, path)) return files.remove(path);
  if (!recursive) throw std::runtime_error(fmt::format("{} is a directory; rm -r removes directories", path));
  for (const auto& f : files.list(path)) {
    const std::string inside = joined(path, f.name);
    if (f.directory)
      remove_files(files, inside, true);
    else
      files.remove(inside);
  }
  if (!is_root(path)) files.remove(path);
}

}  // namespace cli
