// Puts an image into flash, as esptool does: sectors that it touches are erased first.
#include <fmt/format.h>

#include <algorithm>

#include "emulator/image/image.hpp"
#include "peripherals/esp32/chip.hpp"

namespace esp32 {

namespace {

// Byte 3 of a program's header, high half: 1 MiB times a power of two (ESP-IDF esp_image_spi_flash_size_t).
constexpr u32 size_code_at = 3, largest_size_code = 7;

std::string size(u64 bytes) {
  return bytes % 0x10'0000 ? fmt::format("{} KiB", bytes / 1024) : fmt::format("{} MiB", bytes >> 20);
}

// The boot loader gives up where the flash is smaller than its own header says, and where it finds no application.
void check_flash(const Image& image, const EspFlash& esp, u64 flash) {
  const auto code = image.bytes_at(esp.programs.front().flash + size_code_at, 1);
  const unsigned steps = code ? code->front() >> 4 : 0;
  if (steps <= largest_size_code && (u64{1} << 20 << steps) > flash)
    throw ImageError(fmt::format("{}: is made for a flash of {}, the board's has {}", image.source,
                                 size(u64{1} << 20 << steps), size(flash)));
  constexpr u8 application = 0;
  std::string applications;
  for (const EspPartition& p : esp.partitions) {
    if (u64{p.flash} + p.size > flash)
      throw ImageError(fmt::format("{}: the partition \"{}\" ends at {:#x}, behind the end of the board's flash of {}",
                                   image.source, p.name, u64{p.flash} + p.size, size(flash)));
    if (p.type == application) applications += (applications.empty() ? "" : ", ") + p.name;
  }
  const bool any = std::ranges::any_of(esp.programs, [](const EspProgram& p) { return !p.partition.empty(); });
  if (!applications.empty() && !any)
    throw ImageError(
        fmt::format("{}: there is no application in its partitions ({}): the file is cut off, or the boot "
                    "loader's part only",
                    image.source, applications));
}

}  // namespace

void Esp32::load(const Image& image) {
  if (image.esp && image.esp->chip != "ESP32")
    throw ImageError(fmt::format("{}: is for the {}, not for the ESP32", image.source, image.esp->chip));
  if (!image.esp && image.format != ImageFormat::Binary)
    throw ImageError(fmt::format("{}: is no flash image of an ESP32 but {}", image.source, to_string(image.format)));
  if (image.esp) check_flash(image, *image.esp, flash_.size());
  for (const Segment& s : image.segments)
    if (s.end() > flash_.size())
      throw ImageError(fmt::format("{}: does not fit the flash of {}: {} bytes at {:#x}", image.source,
                                   size(flash_.size()), s.bytes.size(), s.address));
  constexpr u32 sector = parts::SpiNor::sector_size;
  for (const Segment& s : image.segments) {
    const u32 first = s.address / sector * sector;
    const u32 end = (static_cast<u32>(s.end()) + sector - 1) / sector * sector;
    std::ranges::fill(flash_.bytes().subspan(first, end - first), u8{0xff});
  }
  for (const Segment& s : image.segments) std::ranges::copy(s.bytes, flash_.bytes().subspan(s.address).begin());
  bus_pro_.changed(flash_, 0, flash_.size());
}

}  // namespace esp32
