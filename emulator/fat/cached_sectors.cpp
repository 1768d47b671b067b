#include "emulator/fat/cached_sectors.hpp"

#include <fmt/format.h>

#include <utility>

namespace emulator::fat {

std::span<const u8> CachedSectors::read(u32 sector) {
  if (const auto found = written_.find(sector); found != written_.end()) return found->second;
  if (const auto found = cache_.find(sector); found != cache_.end()) return found->second;
  if (sector >= count_) throw FatError(fmt::format("sector {} is beyond the medium's {}", sector, count_));
  if (++misses_ % 8 == 0 && ahead_ < most_ahead) ahead_ *= 2;
  u32 n = 1;
  // Sector 0 is asked for alone: drives that make it up may send something else for the ones behind it in the same
  // request (CircuitPython before 9.0, flash_read_blocks()). A computer looks at a partition's sectors by themselves.
  while (sector && n < ahead_ && sector + n < count_ && !cache_.count(sector + n)) ++n;
  throw SectorsMissing{sector, n};
}

void CachedSectors::write(u32 sector, std::span<const u8> bytes) {
  if (read_only_) throw FatError("the drive is write-protected");
  if (sector >= count_) throw FatError(fmt::format("sector {} is beyond the medium's {}", sector, count_));
  auto& present = written_[sector];
  present.assign(bytes.begin(), bytes.end());
  if (!writes_.empty() && writes_.back().sector == sector)
    writes_.back().bytes = present;
  else
    writes_.push_back({sector, present});
}

void CachedSectors::fill(u32 first, std::span<const u8> bytes) {
  for (u32 n = 0; (n + 1) * std::size_t{size_} <= bytes.size(); ++n) {
    const auto sector = bytes.subspan(std::size_t{n} * size_, size_);
    cache_[first + n].assign(sector.begin(), sector.end());
  }
}

void CachedSectors::start_over() {
  written_.clear();
  writes_.clear();
}

std::vector<SectorWrite> CachedSectors::take_writes() {
  for (auto& [sector, bytes] : written_) cache_[sector] = std::move(bytes);
  written_.clear();
  return std::exchange(writes_, {});
}

}  // namespace emulator::fat
