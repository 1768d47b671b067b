#pragma once
// A board's files as merge() and `vivarium drive` see them: those of a FAT volume, or of a file system behind an
// interpreter's prompt. Paths are "/lib/net.py"; the first slash may be missing. What does not go is a FatError.
#include <string>
#include <vector>

#include "emulator/fat/directory.hpp"

namespace emulator::fat {

struct FileInfo {
  std::string name;
  bool directory = false;
  u32 size = 0;
  Stamp modified;
};

class Files {
 public:
  virtual ~Files() = default;
  virtual std::vector<FileInfo> list(const std::string& path) = 0;
  virtual std::optional<FileInfo> find(const std::string& path) = 0;
  virtual std::vector<u8> read(const std::string& path) = 0;
  virtual void write(const std::string& path, std::span<const u8> bytes, Stamp) = 0;  // a new file, or a new content
  virtual void make_directory(const std::string& path, Stamp) = 0;
  virtual void remove(const std::string& path) = 0;  // a file, or an empty directory

  virtual std::string key(const std::string& path) const = 0;  // equal for the paths that name one file
  virtual void check_name(std::string_view name) const = 0;    // FatError if a file cannot be called that
};

}  // namespace emulator::fat
