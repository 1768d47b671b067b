#pragma once
// A folder of this computer as `--drive` keeps it equal to a board's drive. What lies in it counts, symbolic links to
// files too; nothing outside is ever written: a path that leads through a link to a directory is refused.
#include <filesystem>

#include "emulator/fat/folder.hpp"

namespace emulator {

fat::Stamp file_stamp(const std::filesystem::path&);  // when it was modified, in UTC

class HostFolder final : public fat::Folder {
 public:
  explicit HostFolder(std::filesystem::path path);  // makes it if it is not there; std::runtime_error

  std::vector<Item> list() override;
  std::vector<u8> read(const std::string& path) override;
  void write(const std::string& path, std::span<const u8> bytes) override;
  void make_directory(const std::string& path) override;
  void remove(const std::string& path) override;

  // Another number whenever a name, a size or a time of modification is another.
  u64 signature() const;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path safe(const std::string& path) const;

  std::filesystem::path path_;
};

}  // namespace emulator
