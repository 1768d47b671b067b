#pragma once
// FAT works on sectors that are there at once; a drive's come later. So an operation runs on what has been fetched: if
// a sector is missing it is given up by an exception, the sector is fetched, and the operation runs again from its
// beginning. What it writes is kept aside, in order, until it has run to its end.
#include <map>

#include "emulator/fat/sectors.hpp"
#include "emulator/state.hpp"

namespace emulator::fat {

struct SectorsMissing {
  u32 first, count;
};

struct SectorWrite {
  u32 sector = 0;
  std::vector<u8> bytes;
  void serialize(State& state) { state(sector, bytes); }
};

class CachedSectors final : public Sectors {
 public:
  // Sectors to be fetched at once: more, the more often something was missing.
  static constexpr u32 least_ahead = 64, most_ahead = 4096;

  CachedSectors(u32 size, u32 count, bool read_only = false) : size_(size), count_(count), read_only_(read_only) {}
  u32 size() const override { return size_; }
  u32 count() const override { return count_; }
  std::span<const u8> read(u32 sector) override;  // or throws SectorsMissing
  void write(u32 sector, std::span<const u8> bytes) override;

  void fill(u32 first, std::span<const u8> bytes);
  void start_over();  // what has been written is forgotten
  // Everything written, in the order in which it has to reach the medium; the cache takes it as written.
  std::vector<SectorWrite> take_writes();

 private:
  u32 size_, count_, ahead_ = least_ahead, misses_ = 0;
  bool read_only_;
  std::map<u32, std::vector<u8>> cache_, written_;
  std::vector<SectorWrite> writes_;
};

}  // namespace emulator::fat
