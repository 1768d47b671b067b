// Puts an image into flash, as esptool does: sectors that it touches are erased first.
#include <fmt/format.h>

#include <algorithm>

#include "emulator/image/image.hpp"
#include "peripherals/esp32/chip.hpp"

namespace esp32 {

void Esp32::load(const Image& image) {
  if (image.esp && image.esp->chip != "ESP32")
    throw ImageError(fmt::format("{}: is for the {}, not for the ESP32", image.source, image.esp->chip));
  if (!image.esp && image.format != ImageFormat::Binary)
    throw ImageError(fmt::format("{}: is no flash image of an ESP32 but {}", image.source, to_string(image.format)));
  for (const Segment& s : image.segments)
    if (s.end() > flash_.size())
      throw ImageError(fmt::format("{}: does not fit the flash of {} KiB: {} bytes at {:#x}", image.source,
                                   flash_.size() / 1024, s.bytes.size(), s.address));
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
