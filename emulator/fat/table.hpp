#pragma once
// The file allocation table: which cluster follows which. Changes are kept back until flush(), so that a caller
// decides what gets to the medium first.
#include <map>
#include <string>

#include "emulator/fat/layout.hpp"

namespace emulator::fat {

class Table {
 public:
  Table(Sectors& medium, const Layout& layout) : medium_(medium), layout_(layout) {}

  u32 get(u32 cluster);  // what follows; 0: free
  bool is_end(u32 entry) const { return entry >= end_mark() - 7; }
  bool is_bad(u32 entry) const { return entry == end_mark() - 8; }

  // The clusters of a chain. Throws a sentence about `what` if it leads nowhere, or in a circle.
  std::vector<u32> chain(u32 first, const std::string& what);
  // Takes free clusters and makes a chain of them. Throws if there are too few.
  std::vector<u32> allocate(u32 count);
  void append(u32 last, u32 next) { set(last, next); }
  void release(const std::vector<u32>& clusters);
  u32 free_clusters();
  void flush();
  void forget() { changed_.clear(); }  // what has not been flushed

 private:
  u32 end_mark() const;
  void set(u32 cluster, u32 value);
  u8 byte(u64 at);
  void put(u64 at, u8 value, u8 mask);

  Sectors& medium_;
  const Layout& layout_;
  std::map<u32, std::vector<u8>> changed_;  // by sector within the first table
  u32 search_ = 2;
};

}  // namespace emulator::fat
