#pragma once
// Files that are known as a whole: changes are made here first and written down, to be made later where the files are.
#include <map>

#include "emulator/fat/files.hpp"

namespace emulator::fat {

struct FileChange {
  enum class Kind : u8 { write, make_directory, remove, remove_directory } kind = Kind::write;
  std::string path;
  std::vector<u8> bytes = {};
  bool is_new = false;  // nothing was there before
};

class MemoryFiles final : public Files {
 public:
  // What is there. An unreadable file is one whose content throws `why` when it is wanted.
  void add_directory(const std::string& path);
  void add_file(const std::string& path, std::vector<u8> bytes);
  void add_unreadable(const std::string& path, std::string why);
  bool flat = false;  // the file system has no directories

  const std::vector<FileChange>& changes() const { return changes_; }

  std::vector<FileInfo> list(const std::string& path) override;
  std::optional<FileInfo> find(const std::string& path) override;
  std::vector<u8> read(const std::string& path) override;
  void write(const std::string& path, std::span<const u8> bytes, Stamp) override;
  void make_directory(const std::string& path, Stamp) override;
  void remove(const std::string& path) override;
  std::string key(const std::string& path) const override;  // upper and lower case are different files
  void check_name(std::string_view name) const override;

 private:
  struct Node {
    bool directory = false;
    std::vector<u8> bytes = {};
    std::string unreadable = {};
  };
  Node& at(const std::string& path);
  std::string place_for(const std::string& path) const;  // FatError if there is no directory for it

  std::map<std::string, Node> nodes_;  // by key
  std::vector<FileChange> changes_;
};

}  // namespace emulator::fat
