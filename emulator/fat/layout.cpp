#include "emulator/fat/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace emulator::fat {

namespace {

constexpr u32 fat12_limit = 4085, fat16_limit = 65525;  // clusters: "FAT type determination"

Kind kind_of(u32 clusters) {
  return clusters < fat12_limit ? Kind::fat12 : clusters < fat16_limit ? Kind::fat16 : Kind::fat32;
}

bool looks_like_boot_sector(std::span<const u8> b) {
  const bool jump = b[0] == 0xeb || b[0] == 0xe9;
  return jump && std::has_single_bit(u32{get16(b, 11)}) && get16(b, 11) >= 512 && std::has_single_bit(u32{b[13]}) &&
         get16(b, 14) != 0 && b[16] != 0;
}

[[noreturn]] void no_volume(const std::string& why) { throw FatError("this is no FAT volume: " + why); }

// The first partition whose type says FAT.
std::optional<u32> find_partition(std::span<const u8> b) {
  static constexpr std::array<u8, 6> types{0x01, 0x04, 0x06, 0x0b, 0x0c, 0x0e};
  for (std::size_t at = 446; at < 510; at += 16)
    if (std::ranges::find(types, b[at + 4]) != types.end()) return get32(b, at + 8);
  return std::nullopt;
}

Layout parse(std::span<const u8> b, u32 start, const Sectors& medium) {
  Layout v;
  v.start = start;
  v.sector_size = get16(b, 11);
  if (v.sector_size != medium.size())
    no_volume(fmt::format("its sectors have {} bytes, the medium's {}", v.sector_size, medium.size()));
  v.sectors_per_cluster = b[13];
  const u32 reserved = get16(b, 14), root_entries = get16(b, 17);
  v.fats = b[16];
  v.total = get16(b, 19) ? get16(b, 19) : get32(b, 32);
  v.fat_sectors = get16(b, 22) ? get16(b, 22) : get32(b, 36);
  const u64 room = u64{medium.count()} - start;
  if (v.total > room) no_volume(fmt::format("it says that it has {} sectors, but there are {}", v.total, room));
  v.root_sectors = (root_entries * 32 + v.sector_size - 1) / v.sector_size;
  const u64 before_data = reserved + u64{v.fats} * v.fat_sectors + v.root_sectors;
  if (before_data >= v.total || v.fats > 4 || v.fat_sectors == 0)
    no_volume(
        fmt::format("{} allocation tables of {} sectors do not fit into {} sectors", v.fats, v.fat_sectors, v.total));
  v.fat_start = start + reserved;
  v.root_start = v.fat_start + v.fats * v.fat_sectors;
  v.data_start = v.root_start + v.root_sectors;
  v.clusters = (v.total - static_cast<u32>(before_data)) / v.sectors_per_cluster;
  v.kind = kind_of(v.clusters);
  const u64 entries = u64{v.fat_sectors} * v.sector_size * 8 / static_cast<u32>(v.kind);
  if (entries < u64{v.clusters} + 2)
    no_volume(fmt::format("its allocation table has {} entries for {} clusters", entries, v.clusters));
  if (v.kind == Kind::fat32) {
    v.root_cluster = get32(b, 44);
    if (root_entries || !v.in_range(v.root_cluster))
      no_volume(fmt::format("its root directory is in cluster {}", v.root_cluster));
    const u32 info = get16(b, 48);
    if (info && info < reserved) v.fsinfo = start + info;
  } else if (!root_entries) {
    no_volume("it has no root directory");
  }
  return v;
}

}  // namespace

Layout find_volume(Sectors& medium) {
  if (medium.count() == 0) no_volume("there are no sectors");
  auto b = medium.read(0);
  if (get16(b, 510) != 0xaa55) no_volume("its first sector has no signature 55 aa");
  u32 start = 0;
  if (!looks_like_boot_sector(b)) {
    const auto partition = find_partition(b);
    if (!partition) no_volume("its first sector is no boot sector and no partition table with a FAT partition");
    start = *partition;
    if (start >= medium.count()) no_volume(fmt::format("its partition begins at sector {}, beyond the end", start));
    b = medium.read(start);
    // Drives that are made up leave the signature out here (the RP2040's boot ROM does), and Linux does not ask for it.
    if (!looks_like_boot_sector(b)) no_volume("its partition has no boot sector");
  }
  return parse(b, start, medium);
}

namespace {

struct Plan {
  Kind kind;
  u32 per_cluster, reserved, root_entries, fat_sectors;
};

// The kind follows from the number of clusters, which follows from the table's size, which follows from both.
std::optional<Plan> fit(u32 total, u32 size, u32 fats, Kind kind, u32 per_cluster) {
  Plan p{kind, per_cluster, kind == Kind::fat32 ? 32u : 1u, kind == Kind::fat32 ? 0u : 512u, 1};
  if (total < 400) p.root_entries = 16 * (size / 512);
  const u32 root = p.root_entries * 32 / size;
  for (;; ++p.fat_sectors) {
    const u64 before = p.reserved + u64{fats} * p.fat_sectors + root;
    if (before + per_cluster > total) return std::nullopt;
    const u64 clusters = (total - before) / per_cluster;
    if (u64{p.fat_sectors} * size * 8 / static_cast<u32>(kind) < clusters + 2) {
      const u64 wanted = ((clusters + 2) * static_cast<u32>(kind) / 8 + size - 1) / size;
      p.fat_sectors = static_cast<u32>(std::max<u64>(p.fat_sectors, wanted > 8 ? wanted - 8 : 0));
      continue;
    }
    // Some implementations count a few clusters wrongly: stay away from the limits, as the paper recommends.
    const u64 low = kind == Kind::fat12 ? 1 : kind == Kind::fat16 ? fat12_limit + 16 : fat16_limit + 16;
    const u64 high = kind == Kind::fat12 ? fat12_limit - 16 : kind == Kind::fat16 ? fat16_limit - 16 : 0x0fff'fff0;
    if (clusters < low || clusters > high) return std::nullopt;
    return p;
  }
}

Plan plan(u32 total, u32 size, u32 fats) {
  struct Try {
    Kind kind;
    u32 largest;  // cluster, in bytes
  };
  for (const auto [kind, largest] : {Try{Kind::fat12, 4096}, Try{Kind::fat16, 8192}, Try{Kind::fat32, 32768},
                                     Try{Kind::fat16, 32768}, Try{Kind::fat12, 32768}})
    for (u32 per_cluster = kind == Kind::fat32 ? 4096 / size : 1; per_cluster * size <= largest; per_cluster *= 2)
      if (const auto p = fit(total, size, fats, kind, per_cluster)) return *p;
  throw FatError(fmt::format("{} sectors of {} bytes cannot be made a FAT volume", total, size));
}

void put_text(std::span<u8> to, std::size_t at, std::string_view text, std::size_t width) {
  for (std::size_t n = 0; n < width; ++n) to[at + n] = n < text.size() ? static_cast<u8>(text[n]) : u8{' '};
}

std::string label_of(const FormatOptions& options) {
  std::string label = options.label.substr(0, 11);
  for (char& c : label) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return label;
}

std::vector<u8> boot_sector(const Plan& p, u32 total, u32 size, const FormatOptions& options) {
  std::vector<u8> b(size);
  b[0] = 0xeb, b[1] = p.kind == Kind::fat32 ? 0x58 : 0x3c, b[2] = 0x90;
  put_text(b, 3, "MSDOS5.0", 8);  // what the paper recommends for compatibility
  put16(b, 11, size);
  b[13] = static_cast<u8>(p.per_cluster);
  put16(b, 14, p.reserved);
  b[16] = static_cast<u8>(options.fats);
  put16(b, 17, p.root_entries);
  const bool small = total < 0x1'0000 && p.kind != Kind::fat32;
  put16(b, 19, small ? total : 0);
  b[21] = 0xf8;
  put16(b, 24, 63), put16(b, 26, 255);  // geometry, which nobody uses
  put32(b, 32, small ? 0 : total);
  std::size_t at = 36;
  if (p.kind == Kind::fat32) {
    put32(b, 36, p.fat_sectors);
    put32(b, 44, 2);
    put16(b, 48, 1), put16(b, 50, 6);  // FSInfo, copy of the boot sector
    at = 64;
  } else {
    put16(b, 22, p.fat_sectors);
  }
  b[at] = 0x80, b[at + 2] = 0x29;
  put32(b, at + 3, options.serial);
  put_text(b, at + 7, options.label.empty() ? "NO NAME" : label_of(options), 11);
  put_text(b, at + 18, fmt::format("FAT{}   ", static_cast<int>(p.kind)), 8);
  put16(b, 510, 0xaa55);
  return b;
}

}  // namespace

void format(Sectors& medium, const FormatOptions& options) {
  const u32 size = medium.size(), total = medium.count();
  const Plan p = plan(total, size, options.fats);
  const std::vector<u8> zeros(size);
  medium.write(0, zeros);  // until all is there, there is no volume
  const u32 root = p.root_entries * 32 / size, tables = p.reserved + options.fats * p.fat_sectors;
  const u32 end = tables + (p.kind == Kind::fat32 ? p.per_cluster : root);
  for (u32 s = 1; s < end; ++s) medium.write(s, zeros);
  for (u32 n = 0; n < options.fats; ++n) {
    std::vector<u8> first(size);
    if (p.kind == Kind::fat12) first[0] = 0xf8, first[1] = first[2] = 0xff;
    if (p.kind == Kind::fat16) put32(first, 0, 0xffff'fff8);
    if (p.kind == Kind::fat32) put32(first, 0, 0x0fff'fff8), put32(first, 4, 0x0fff'ffff), put32(first, 8, 0x0fff'ffff);
    medium.write(p.reserved + n * p.fat_sectors, first);
  }
  if (!options.label.empty()) {
    std::vector<u8> entry(size);
    put_text(entry, 0, label_of(options), 11);
    entry[11] = 8;  // ATTR_VOLUME_ID
    put16(entry, 24, 0x21);
    medium.write(tables, entry);
  }
  const auto boot = boot_sector(p, total, size, options);
  if (p.kind == Kind::fat32) {
    std::vector<u8> info(size);
    put32(info, 0, 0x4161'5252), put32(info, 484, 0x6141'7272);
    put32(info, 488, 0xffff'ffff), put32(info, 492, 0xffff'ffff);  // nobody has counted
    put16(info, 510, 0xaa55);
    medium.write(1, info), medium.write(7, info), medium.write(6, boot);
  }
  medium.write(0, boot);
}

}  // namespace emulator::fat
