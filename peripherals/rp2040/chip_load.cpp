// Puts an image into flash, as the boot ROM's drive or a programmer would: sectors that it touches are erased first.
#include <fmt/format.h>

#include <algorithm>

#include "emulator/image/image.hpp"
#include "peripherals/rp2040/chip.hpp"

namespace rp2040 {

void Rp2040::load(const Image& image) {
  for (const Segment& s : image.segments)
    if (s.address < xip_base || s.end() > u64{xip_base} + flash_.size())
      throw ImageError(fmt::format("{}: is not for the RP2040 with {} KiB of flash: {} bytes at {:#010x} are not in it",
                                   image.source, flash_.size() / 1024, s.bytes.size(), s.address));
  constexpr u32 sector = parts::SpiNor::sector_size;
  for (const Segment& s : image.segments) {
    const u32 first = (s.address - xip_base) / sector * sector;
    const u32 end = (static_cast<u32>(s.end() - xip_base) + sector - 1) / sector * sector;
    std::ranges::fill(flash_.bytes().subspan(first, end - first), u8{0xff});
  }
  for (const Segment& s : image.segments)
    std::ranges::copy(s.bytes, flash_.bytes().subspan(s.address - xip_base).begin());
  bus_.changed(flash_, 0, flash_.size());
}

}  // namespace rp2040
