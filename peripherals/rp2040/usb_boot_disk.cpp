#include "peripherals/rp2040/usb_boot_disk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "emulator/image/uf2_block.hpp"

namespace rp2040 {

namespace {

constexpr u32 cluster_sectors = 8, fat_count = 2, root_entries = 512;
constexpr u32 cluster_count = UsbBootDisk::sector_count / cluster_sectors;
constexpr u32 fat_sectors = 2 * (cluster_count + UsbBootDisk::sector_size - 1) / UsbBootDisk::sector_size;
constexpr u32 root_sectors = root_entries * 32 / UsbBootDisk::sector_size;
constexpr u32 volume_sectors = UsbBootDisk::sector_count - 1;  // behind the partition table
constexpr u8 media_type = 0xf8;                                // a hard disk
constexpr u8 fat16_lba = 0x0e;
constexpr u32 family_rp2040 = 0xe48b'ff56;
constexpr std::string_view label = "RPI-RP2    ";
constexpr std::string_view info_uf2 = "UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n";
// 5 September 2008, 16:20:51
constexpr u16 file_time = 16 << 11 | 20 << 5 | 51 / 2, file_date = 28 << 9 | 9 << 5 | 5;

void put(std::span<u8> sector, std::size_t at, u32 value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) sector[at + i] = static_cast<u8>(value >> 8 * i);
}
void put(std::span<u8> sector, std::size_t at, std::string_view text) {
  std::copy(text.begin(), text.end(), sector.begin() + static_cast<std::ptrdiff_t>(at));
}
u32 word(const UsbBootDisk::Sector& sector, std::size_t at) {
  u32 value = 0;
  std::memcpy(&value, sector.data() + at, sizeof value);
  return value;
}

}  // namespace

void UsbBootDisk::reset() {
  block_count_ = 0;
  valid_.clear();
  erased_.clear();
}

// ---- what can be read

u32 UsbBootDisk::volume_id() {
  if (!volume_id_) volume_id_ = static_cast<u32>(worker_.now().time_since_epoch() / std::chrono::microseconds{1}) | 1;
  return volume_id_;
}

UsbBootDisk::Sector UsbBootDisk::partition_table() {
  Sector s{};
  put(s, 0x1b8, volume_id(), 4);
  put(s, 0x1be + 4, fat16_lba, 1);
  put(s, 0x1be + 8, 1, 4);
  put(s, 0x1be + 12, volume_sectors, 4);
  put(s, 0x1fe, 0xaa55, 2);
  return s;
}

UsbBootDisk::Sector UsbBootDisk::boot_sector() {
  Sector s{};
  put(s, 0x00, 0x903ceb, 3);
  put(s, 0x03, "MSWIN4.1");
  put(s, 0x0b, sector_size, 2);
  put(s, 0x0d, cluster_sectors, 1);
  put(s, 0x0e, 1, 2);  // reserved sectors: this one
  put(s, 0x10, fat_count, 1);
  put(s, 0x11, root_entries, 2);
  put(s, 0x15, media_type, 1);
  put(s, 0x16, fat_sectors, 2);
  put(s, 0x18, 1, 2);  // sectors per track
  put(s, 0x1a, 1, 2);  // heads
  put(s, 0x1c, 1, 4);  // hidden sectors: the partition table
  put(s, 0x20, volume_sectors, 4);
  put(s, 0x26, 0x29, 1);
  put(s, 0x27, volume_id(), 4);
  put(s, 0x2b, label);
  put(s, 0x36, "FAT16   ");
  put(s, 0x3e, 0xfeeb, 2);
  return s;
}

std::string UsbBootDisk::index_htm() const {
  const std::string url = fmt::format("https://raspberrypi.com/device/RP2?version={}", serial_);
  return fmt::format(
      "<html><head><meta http-equiv=\"refresh\" content=\"0;URL='{0}'\"/></head>"
      "<body>Redirecting to <a href='{0}'>raspberrypi.com</a></body></html>",
      url);
}

UsbBootDisk::Sector UsbBootDisk::root_directory() const {
  Sector s{};
  put(s, 0, label);
  s[11] = 0x28;  // volume label, archive
  const auto file = [&](unsigned entry, std::string_view name, u32 cluster, std::size_t size) {
    const std::size_t at = 32 * entry;
    put(s, at, name);
    s[at + 11] = 0x21;  // read-only, archive
    s[at + 13] = 100;   // hundredths of two seconds
    put(s, at + 14, file_time, 2);
    put(s, at + 16, file_date, 2);
    put(s, at + 22, file_time, 2);
    put(s, at + 24, file_date, 2);
    put(s, at + 26, cluster, 2);
    put(s, at + 28, static_cast<u32>(size), 4);
  };
  file(1, "INDEX   HTM", 2, index_htm().size());
  file(2, "INFO_UF2TXT", 3, info_uf2.size());
  return s;
}

UsbBootDisk::Sector UsbBootDisk::read(u32 lba) {
  if (lba == 0) return partition_table();
  if (lba == 1) return boot_sector();
  lba -= 2;
  Sector s{};
  if (lba < fat_count * fat_sectors) {
    if (lba % fat_sectors) return s;
    put(s, 0, 0xff00 | media_type, 2);
    for (const std::size_t entry : {1, 2, 3}) put(s, 2 * entry, 0xffff, 2);  // one cluster for each file
    return s;
  }
  lba -= fat_count * fat_sectors;
  if (lba < root_sectors) return lba == 0 ? root_directory() : s;
  lba -= root_sectors;
  if (lba == 0) put(s, 0, index_htm());
  if (lba == cluster_sectors) put(s, 0, info_uf2);
  return s;
}

// ---- what can be written

std::optional<BootStatus> UsbBootDisk::write(const Sector& s) {
  using namespace uf2;
  if (word(s, 0) != kMagicStart0 || word(s, 4) != kMagicStart1 || word(s, 508) != kMagicEnd) return BootStatus::ok;
  const u32 flags = word(s, 8), address = word(s, 12), size = word(s, 16);
  if (!(flags & kFamilyPresent) || flags & kNotMainFlash || word(s, 28) != family_rp2040 || size != 256)
    return BootStatus::ok;
  UsbBootWorker::Task task;
  if (worker_.virtual_disk_locked) {
    block_count_ = 0;
    return BootStatus::ok;
  }
  if (!accept(address, word(s, 20), word(s, 24), task)) return BootStatus::ok;
  std::array<u8, UsbBootWorker::page_size> data{};
  std::copy_n(s.begin() + 32, data.size(), data.begin());
  return worker_.execute(task, data);
}

// Whether the block is one of a sensible transfer and has not come before, and what is to be done with it. A block of
// another size of transfer begins a new one; garbage ends it.
bool UsbBootDisk::accept(u32 address, u32 number, u32 count, UsbBootWorker::Task& task) {
  const u32 end = address + UsbBootWorker::page_size - 1;
  const bool ram = UsbBootWorker::is_ram(address) && UsbBootWorker::is_ram(end);
  const bool flash = UsbBootWorker::is_flash(address) && UsbBootWorker::is_flash(end);
  const bool sensible = count && (ram || flash) && !(flash && !ram && address % UsbBootWorker::page_size);
  if (!sensible || (block_count_ != count && !begin(count, ram)) || ram != ram_ || number >= count) {
    block_count_ = 0;
    return false;
  }
  if (valid_[number]) return false;
  valid_[number] = 1;
  ++valid_count_;
  // The XIP cache comes after SRAM, although its addresses are lower.
  const bool cache = address < UsbBootWorker::sram_base, lowest_cache = lowest_ < UsbBootWorker::sram_base;
  if ((address < lowest_ && cache == lowest_cache) || (lowest_cache && !cache) || lowest_ == ~0u) lowest_ = address;
  task.write = true;
  task.address = address;
  task.exit_xip = first_ && !ram_;
  task.check_last_mutation = !first_;
  first_ = false;
  if (u8& erased = erased_[number / 16]; !ram_ && !erased) {
    erased = 1;
    task.erase = true;
    task.erase_address = address & ~(UsbBootWorker::sector_size - 1);
    task.erase_size = UsbBootWorker::sector_size;
  }
  return true;
}

bool UsbBootDisk::begin(u32 count, bool ram) {
  if (count > (ram ? max_ram_blocks : max_flash_blocks)) return false;
  block_count_ = count;
  valid_count_ = 0;
  lowest_ = ~0u;
  ram_ = ram;
  first_ = true;
  valid_.assign(count, 0);
  erased_.assign(count / 16 + 1, 0);
  return true;
}

bool UsbBootDisk::written(BootStatus status) {
  if (status != BootStatus::ok) block_count_ = 0;
  if (!block_count_ || valid_count_ != block_count_) return status == BootStatus::ok;
  worker_.reboot(ram_ ? lowest_ : 0, UsbBootWorker::sram_end, 1000);
  block_count_ = 0;
  return true;
}

void UsbBootDisk::serialize(State& state) {
  state(volume_id_, block_count_, valid_count_, lowest_, ram_, first_, valid_, erased_);
}

}  // namespace rp2040
