#include "emulator/fat/sectors.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator::fat {

std::span<u8> ImageSectors::at(u32 sector) {
  if (sector >= count()) throw FatError(fmt::format("sector {} is beyond the medium's {}", sector, count()));
  return image_.subspan(std::size_t{sector} * size_, size_);
}

void ImageSectors::write(u32 sector, std::span<const u8> bytes) { std::ranges::copy(bytes, at(sector).begin()); }

}  // namespace emulator::fat
