#include "emulator/fat/volume.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator::fat {

namespace {

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < path.size();) {
    const auto slash = std::min(path.find('/', at), path.size());
    if (slash > at) parts.push_back(path.substr(at, slash - at));
    at = slash + 1;
  }
  return parts;
}

FileInfo info_of(const Entry& e) { return {e.name, e.is_directory(), e.is_directory() ? 0 : e.size, e.modified}; }

}  // namespace

Volume::Volume(Sectors& medium) : medium_(medium), layout_(find_volume(medium)), table_(medium, layout_) {}

std::string Volume::label() { return Directory{medium_, layout_, table_, 0, "the root directory"}.label(); }

Volume::Found Volume::locate(const std::string& path) {
  const auto parts = parts_of(path);
  if (parts.empty()) throw FatError("the root directory is no file");
  table_.forget();  // nothing of an earlier call that failed
  Found found{{medium_, layout_, table_, 0, "the root directory"}, parts.front(), {}, 0};
  std::string so_far;
  for (std::size_t n = 0;; ++n) {
    found.name = parts[n];
    found.entry = found.parent.find(found.name);
    so_far += '/' + found.name;
    if (n + 1 == parts.size()) return found;
    if (!found.entry) throw FatError(fmt::format("there is no directory {}", so_far));
    if (!found.entry->is_directory()) throw FatError(fmt::format("{} is no directory", so_far));
    if (n > 128) throw FatError(fmt::format("{} is nested too deeply", path));
    found.parent_cluster = found.entry->cluster;
    if (!layout_.in_range(found.parent_cluster))
      throw FatError(fmt::format("the directory {} is damaged: it has no cluster", so_far));
    found.parent = Directory{medium_, layout_, table_, found.parent_cluster, "the directory " + so_far};
  }
}

Volume::Found Volume::existing(const std::string& path) {
  Found found = locate(path);
  if (!found.entry) throw FatError(fmt::format("there is no file {}", path));
  return found;
}

Directory Volume::open(const std::string& path) {
  table_.forget();
  if (parts_of(path).empty()) return {medium_, layout_, table_, 0, "the root directory"};
  const Found found = existing(path);
  if (!found.entry->is_directory()) throw FatError(fmt::format("{} is no directory", path));
  if (!layout_.in_range(found.entry->cluster))
    throw FatError(fmt::format("the directory {} is damaged: it has no cluster", path));
  return {medium_, layout_, table_, found.entry->cluster, "the directory " + path};
}

std::vector<FileInfo> Volume::list(const std::string& path) {
  std::vector<FileInfo> result;
  for (const auto& e : open(path).entries()) result.push_back(info_of(e));
  return result;
}

std::optional<FileInfo> Volume::find(const std::string& path) {
  const auto found = locate(path);
  return found.entry ? std::optional{info_of(*found.entry)} : std::nullopt;
}

std::vector<u32> Volume::chain_of(const Entry& e, const std::string& path) {
  if (e.cluster == 0) return {};
  return table_.chain(e.cluster, path);
}

std::vector<u8> Volume::read(const std::string& path) {
  const Found found = existing(path);
  const Entry& e = *found.entry;
  if (e.is_directory()) throw FatError(fmt::format("{} is a directory", path));
  const auto clusters = e.size ? chain_of(e, path) : std::vector<u32>{};
  const u64 room = u64{clusters.size()} * layout_.cluster_size();
  if (e.size > room)
    throw FatError(fmt::format("{} is damaged: it has {} bytes, but clusters for {} only", path, e.size, room));
  std::vector<u8> bytes;
  bytes.reserve(e.size);
  for (const u32 c : clusters)
    for (u32 s = 0; s < layout_.sectors_per_cluster && bytes.size() < e.size; ++s) {
      const auto sector = medium_.read(layout_.sector_of(c) + s);
      const auto n = std::min<std::size_t>(sector.size(), e.size - bytes.size());
      bytes.insert(bytes.end(), sector.begin(), sector.begin() + static_cast<std::ptrdiff_t>(n));
    }
  return bytes;
}

void Volume::write_clusters(const std::vector<u32>& clusters, std::span<const u8> bytes) {
  std::vector<u8> sector(layout_.sector_size);
  std::size_t at = 0;
  for (const u32 c : clusters)
    for (u32 s = 0; s < layout_.sectors_per_cluster && at < bytes.size(); ++s) {
      const auto n = std::min<std::size_t>(sector.size(), bytes.size() - at);
      std::ranges::fill(sector, u8{0});
      std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), n, sector.begin());
      medium_.write(layout_.sector_of(c) + s, sector);
      at += n;
    }
}

void Volume::write(const std::string& path, std::span<const u8> bytes, Stamp stamp) {
  Found found = locate(path);
  if (found.entry && found.entry->is_directory()) throw FatError(fmt::format("{} is a directory", path));
  if (!found.entry) check_name(found.name);
  const auto size = static_cast<u32>(bytes.size());
  const u32 needed = static_cast<u32>((bytes.size() + layout_.cluster_size() - 1) / layout_.cluster_size());
  auto old = found.entry ? chain_of(*found.entry, path) : std::vector<u32>{};
  const u32 free = table_.free_clusters();
  if (needed > free + old.size())
    throw FatError(fmt::format("there is no room for {}: {} bytes, and {} are free", path, bytes.size(),
                               u64{free} * layout_.cluster_size()));
  if (needed > free) {
    found.parent.update(*found.entry, 0, 0, stamp);
    table_.release(old);
    table_.flush();
    old.clear();
  }
  const auto clusters = table_.allocate(needed);
  write_clusters(clusters, bytes);
  table_.flush();
  const u32 first = clusters.empty() ? 0 : clusters.front();
  try {
    if (found.entry)
      found.parent.update(*found.entry, first, size, stamp);
    else
      found.parent.add(found.name, attribute::archive, first, size, stamp);
  } catch (const FatError&) {  // the directory is full: the clusters are free again
    table_.release(clusters);
    table_.flush();
    throw;
  }
  if (old.empty()) return;
  table_.release(old);
  table_.flush();
}

void Volume::make_directory(const std::string& path, Stamp stamp) {
  Found found = locate(path);
  if (found.entry) throw FatError(fmt::format("{} is there already", path));
  check_name(found.name);
  const auto clusters = table_.allocate(1);
  const u32 start = layout_.sector_of(clusters.front());
  medium_.write(start, Directory::first_sector(layout_, clusters.front(), found.parent_cluster, stamp));
  const std::vector<u8> zeros(layout_.sector_size);
  for (u32 s = 1; s < layout_.sectors_per_cluster; ++s) medium_.write(start + s, zeros);
  table_.flush();
  try {
    found.parent.add(found.name, attribute::directory, clusters.front(), 0, stamp);
  } catch (const FatError&) {
    table_.release(clusters);
    table_.flush();
    throw;
  }
}

void Volume::remove(const std::string& path) {
  Found found = existing(path);
  if (found.entry->is_directory() && !open(path).empty())
    throw FatError(fmt::format("the directory {} is not empty", path));
  const auto clusters = chain_of(*found.entry, path);
  found.parent.remove(*found.entry);
  table_.release(clusters);
  table_.flush();
}

bool Volume::is_below(u32 cluster, const std::string& path) {
  std::string so_far;
  const auto parts = parts_of(path);
  for (std::size_t n = 0; n + 1 < parts.size(); ++n) {
    so_far += '/' + parts[n];
    const auto found = locate(so_far);
    if (found.entry && found.entry->cluster == cluster) return true;
  }
  return false;
}

// First the new name, then the old one goes: a crash in between leaves both, and loses nothing.
void Volume::rename(const std::string& from, const std::string& to) {
  const Found old = existing(from);
  const Entry e = *old.entry;
  if (e.is_directory() && is_below(e.cluster, to)) throw FatError(fmt::format("{} cannot be moved into itself", from));
  Found target = locate(to);
  const bool same = target.entry && target.parent_cluster == old.parent_cluster && target.entry->slot == e.slot;
  if (target.entry && !same) throw FatError(fmt::format("{} is there already", to));
  check_name(target.name);
  target.parent.add(target.name, e.attributes, e.cluster, e.size, e.modified);
  Found{locate(from)}.parent.remove(e);
  if (e.is_directory() && target.parent_cluster != old.parent_cluster) {
    Directory moved{medium_, layout_, table_, e.cluster, to};
    moved.set_parent(target.parent_cluster);
  }
}

}  // namespace emulator::fat
