#pragma once
// Where things are on a FAT volume: the boot sector's BIOS parameter block, and a partition table before it if there
// is one (Microsoft, "FAT: General Overview of On-Disk Format" 1.03; MBR as every PC has it).
#include <string>

#include "emulator/fat/sectors.hpp"

namespace emulator::fat {

enum class Kind : u8 { fat12 = 12, fat16 = 16, fat32 = 32 };

struct Layout {
  Kind kind = Kind::fat12;
  u32 start = 0;  // the boot sector; all other sector numbers count from the medium's beginning too
  u32 total = 0;
  u32 sector_size = 512, sectors_per_cluster = 1;
  u32 fat_start = 0, fat_sectors = 0, fats = 2;
  u32 root_start = 0, root_sectors = 0;  // FAT12 and FAT16: a place of its own
  u32 root_cluster = 0;                  // FAT32: a directory like others
  u32 data_start = 0;                    // of cluster 2
  u32 clusters = 0;                      // numbers 2 … clusters + 1
  u32 fsinfo = 0;                        // FAT32's sector of hints, 0 if there is none

  u32 cluster_size() const { return sector_size * sectors_per_cluster; }
  bool in_range(u32 cluster) const { return cluster >= 2 && cluster < clusters + 2; }
  u32 sector_of(u32 cluster) const { return data_start + (cluster - 2) * sectors_per_cluster; }
};

// Throws FatError: "this is no FAT volume: …".
Layout find_volume(Sectors&);

struct FormatOptions {
  std::string label = {};  // up to 11 characters
  u32 serial = 0;
  u32 fats = 2;
};
// Makes an empty volume of all the medium, of the kind and cluster size that fit it, without a partition table.
void format(Sectors&, const FormatOptions& = {});

}  // namespace emulator::fat
