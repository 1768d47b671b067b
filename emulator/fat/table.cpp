#include "emulator/fat/table.hpp"

#include <fmt/format.h>

namespace emulator::fat {

u32 Table::end_mark() const {
  return layout_.kind == Kind::fat12 ? 0xfff : layout_.kind == Kind::fat16 ? 0xffff : 0x0fff'ffff;
}

u8 Table::byte(u64 at) {
  const u32 sector = static_cast<u32>(at / layout_.sector_size), offset = static_cast<u32>(at % layout_.sector_size);
  const auto found = changed_.find(sector);
  if (found != changed_.end()) return found->second[offset];
  return medium_.read(layout_.fat_start + sector)[offset];
}

void Table::put(u64 at, u8 value, u8 mask) {
  const u32 sector = static_cast<u32>(at / layout_.sector_size), offset = static_cast<u32>(at % layout_.sector_size);
  auto found = changed_.find(sector);
  if (found == changed_.end()) {
    const auto present = medium_.read(layout_.fat_start + sector);
    found = changed_.emplace(sector, std::vector<u8>(present.begin(), present.end())).first;
  }
  u8& b = found->second[offset];
  b = static_cast<u8>((b & ~mask) | (value & mask));
}

u32 Table::get(u32 cluster) {
  switch (layout_.kind) {
    case Kind::fat12: {
      const u64 at = u64{cluster} + cluster / 2;
      const u32 pair = byte(at) | u32{byte(at + 1)} << 8;
      return cluster & 1 ? pair >> 4 : pair & 0xfff;
    }
    case Kind::fat16: return byte(u64{cluster} * 2) | u32{byte(u64{cluster} * 2 + 1)} << 8;
    case Kind::fat32: break;
  }
  u32 entry = 0;
  for (u32 n = 0; n < 4; ++n) entry |= u32{byte(u64{cluster} * 4 + n)} << 8 * n;
  return entry & 0x0fff'ffff;
}

void Table::set(u32 cluster, u32 value) {
  switch (layout_.kind) {
    case Kind::fat12: {
      const u64 at = u64{cluster} + cluster / 2;
      const bool odd = cluster & 1;
      const u32 v = odd ? value << 4 : value;
      put(at, static_cast<u8>(v), odd ? 0xf0 : 0xff);
      put(at + 1, static_cast<u8>(v >> 8), odd ? 0xff : 0x0f);
      return;
    }
    case Kind::fat16:
      put(u64{cluster} * 2, static_cast<u8>(value), 0xff);
      put(u64{cluster} * 2 + 1, static_cast<u8>(value >> 8), 0xff);
      return;
    case Kind::fat32:  // the upper four bits are nobody's and stay
      for (u32 n = 0; n < 4; ++n) put(u64{cluster} * 4 + n, static_cast<u8>(value >> 8 * n), n == 3 ? 0x0f : 0xff);
      return;
  }
}

std::vector<u32> Table::chain(u32 first, const std::string& what) {
  std::vector<u32> clusters;
  for (u32 at = first;;) {
    if (!layout_.in_range(at))
      throw FatError(fmt::format("{} is damaged: its chain of clusters leads to {}, and clusters are 2 to {}", what, at,
                                 layout_.clusters + 1));
    if (clusters.size() >= layout_.clusters)
      throw FatError(fmt::format("{} is damaged: its chain of clusters is a circle", what));
    clusters.push_back(at);
    const u32 next = get(at);
    if (is_end(next)) return clusters;
    if (next == 0) throw FatError(fmt::format("{} is damaged: its chain of clusters leads to a free one", what));
    if (is_bad(next)) throw FatError(fmt::format("{} is damaged: it uses a cluster that is marked bad", what));
    at = next;
  }
}

std::vector<u32> Table::allocate(u32 count) {
  std::vector<u32> found;
  for (u32 n = 0; n < layout_.clusters && found.size() < count; ++n) {
    if (get(search_) == 0) found.push_back(search_);
    search_ = search_ == layout_.clusters + 1 ? 2 : search_ + 1;
  }
  if (found.size() < count) throw FatError("the volume is full");
  for (std::size_t i = 0; i < found.size(); ++i) set(found[i], i + 1 < found.size() ? found[i + 1] : end_mark());
  return found;
}

void Table::release(const std::vector<u32>& clusters) {
  for (const u32 c : clusters) set(c, 0);
}

u32 Table::free_clusters() {
  u32 count = 0;
  for (u32 c = 2; c < layout_.clusters + 2; ++c) count += get(c) == 0;
  return count;
}

void Table::flush() {
  if (changed_.empty()) return;
  if (layout_.fsinfo) {  // the hints there are old now: "not known"
    const auto present = medium_.read(layout_.fsinfo);
    std::vector<u8> info(present.begin(), present.end());
    if (get32(info, 488) != 0xffff'ffff) {
      put32(info, 488, 0xffff'ffff);
      medium_.write(layout_.fsinfo, info);
    }
  }
  for (u32 n = 0; n < layout_.fats; ++n)
    for (const auto& [sector, bytes] : changed_)
      medium_.write(layout_.fat_start + n * layout_.fat_sectors + sector, bytes);
  changed_.clear();
}

}  // namespace emulator::fat
