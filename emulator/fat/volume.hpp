#pragma once
// Files and directories of a FAT12, FAT16 or FAT32 volume. Paths are "/lib/net.py"; the first slash may be missing.
//
// Nothing is kept between calls: whoever else writes to the medium is seen. What is written reaches the medium in an
// order in which a crash between any two sectors loses at most free space: first a file's new clusters, then their
// chain, then its directory entry, then the old clusters are freed. (A file that does not fit beside its old content is
// emptied first.) Damage is told in a sentence, by FatError, never followed.
#include "emulator/fat/files.hpp"

namespace emulator::fat {

class Volume final : public Files {
 public:
  explicit Volume(Sectors&);  // FatError if there is none

  const Layout& layout() const { return layout_; }
  std::string label();
  u64 free_bytes() { return u64{Table{medium_, layout_}.free_clusters()} * layout_.cluster_size(); }

  std::vector<FileInfo> list(const std::string& path) override;
  std::optional<FileInfo> find(const std::string& path) override;
  std::vector<u8> read(const std::string& path) override;
  void write(const std::string& path, std::span<const u8> bytes, Stamp) override;
  void make_directory(const std::string& path, Stamp) override;
  void remove(const std::string& path) override;
  std::string key(const std::string& path) const override { return fold(path); }
  void check_name(std::string_view name) const override { fat::check_name(name); }
  void rename(const std::string& from, const std::string& to);

 private:
  struct Found {
    Directory parent;
    std::string name;
    std::optional<Entry> entry;
    u32 parent_cluster;  // as ".." has it: 0 for the root
  };
  Found locate(const std::string& path);
  Directory open(const std::string& path);
  Found existing(const std::string& path);
  std::vector<u32> chain_of(const Entry&, const std::string& path);
  void write_clusters(const std::vector<u32>& clusters, std::span<const u8> bytes);
  bool is_below(u32 cluster, const std::string& path);

  Sectors& medium_;
  Layout layout_;
  Table table_;
};

}  // namespace emulator::fat
