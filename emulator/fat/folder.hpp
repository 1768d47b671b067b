#pragma once
// A folder on the computer, as those see it who may not touch files. Paths are "lib/net.py". Functions throw
// std::runtime_error with a sentence.
#include <string>
#include <vector>

#include "emulator/fat/directory.hpp"

namespace emulator::fat {

class Folder {
 public:
  struct Item {
    std::string path;
    bool directory = false;
    u64 size = 0;
    Stamp modified;
  };
  virtual ~Folder() = default;
  virtual std::vector<Item> list() = 0;  // everything in it, at any depth
  virtual std::vector<u8> read(const std::string& path) = 0;
  virtual void write(const std::string& path, std::span<const u8> bytes) = 0;
  virtual void make_directory(const std::string& path) = 0;
  virtual void remove(const std::string& path) = 0;  // a file, or an empty directory
};

}  // namespace emulator::fat
