#pragma once
// The drive RPI-RP2: 128 MiB of FAT16 behind a partition table, made up as it is read; sectors written anywhere on it
// count only if they are UF2 blocks for the RP2040. RP2040 Datasheet 2.8.4 "USB Mass Storage Interface"; the volume's
// layout and the rules for blocks are those of the boot ROM (pico-bootrom-rp2040, bootrom/virtual_disk.c), with
// erratum RP2040-E14: which sector is erased when goes by the blocks' numbers, not by their addresses.
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "peripherals/rp2040/usb_boot_worker.hpp"

namespace rp2040 {

class UsbBootDisk {
 public:
  static constexpr u32 sector_size = 512, sector_count = 128 * 1024 * 1024 / sector_size;
  using Sector = std::array<u8, sector_size>;

  // serial: twelve hexadecimal digits, the chip's revision and the ROM's.
  UsbBootDisk(UsbBootWorker& worker, std::string serial) : worker_(worker), serial_(std::move(serial)) {}

  void reset();  // forgets the blocks that have come
  Sector read(u32 lba);
  // What it starts is over at worker.done(), or, if it says nothing, when the worker says so: then written() is to be
  // called.
  std::optional<BootStatus> write(const Sector&);
  bool written(BootStatus);  // restarts the chip if that was the last block; false: it failed
  void serialize(State&);

 private:
  static constexpr u32 max_ram_blocks = 1280, max_flash_blocks = 123'360;  // what the ROM has bits for

  u32 volume_id();
  Sector partition_table();
  Sector boot_sector();
  Sector root_directory() const;
  std::string index_htm() const;
  bool accept(u32 address, u32 number, u32 count, UsbBootWorker::Task&);
  bool begin(u32 count, bool ram);

  UsbBootWorker& worker_;
  std::string serial_;
  u32 volume_id_ = 0;  // 0: not chosen yet
  // The transfer that is going on; block_count_ 0: none.
  u32 block_count_ = 0, valid_count_ = 0, lowest_ = ~0u;
  bool ram_ = false, first_ = false;
  std::vector<u8> valid_, erased_;  // by block; by sixteen blocks
};

}  // namespace rp2040
