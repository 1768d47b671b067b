#pragma once
// A folder that is nowhere but in memory: a few files that a board is to have, and what it has besides.
#include <map>

#include "emulator/fat/folder.hpp"

namespace emulator::fat {

class MemoryFolder final : public Folder {
 public:
  std::vector<Item> list() override {
    std::vector<Item> items;
    for (const std::string& path : directories) items.push_back({path, true, 0, {}});
    for (const auto& [path, bytes] : files) items.push_back({path, false, bytes.size(), {}});
    return items;
  }
  std::vector<u8> read(const std::string& path) override { return files.at(path); }
  void write(const std::string& path, std::span<const u8> bytes) override {
    files[path] = {bytes.begin(), bytes.end()};
  }
  void make_directory(const std::string& path) override { directories.push_back(path); }
  void remove(const std::string& path) override {
    files.erase(path);
    std::erase(directories, path);
  }

  std::map<std::string, std::vector<u8>> files;
  std::vector<std::string> directories;
};

}  // namespace emulator::fat
