// Puts an image into flash and UICR, as a programmer would: pages that it touches are erased first.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "emulator/image/image.hpp"
#include "peripherals/nrf5/chip.hpp"

namespace nrf5 {

namespace {

bool inside(u64 first, u64 end, u64 base, u64 size) { return first >= base && end <= base + size; }

u32 word(std::span<const u8> bytes, std::size_t at) {
  u32 value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

// An image for another chip shows in its first two words: where the stack begins and where the program does.
void check_vectors(const Image& image, const Variant& variant) {
  const auto vectors = image.bytes_at(Nrf51::flash_base, 8);
  if (!vectors) return;
  const u32 stack = word(*vectors, 0), start = word(*vectors, 4);
  if (stack <= Nrf51::ram_base || stack > Nrf51::ram_base + variant.ram_size || stack % 4)
    throw ImageError(
        fmt::format("{}: is not for the nRF51822: its stack begins at {:#010x}, RAM is {:#010x} to {:#010x}",
                    image.source, stack, Nrf51::ram_base, Nrf51::ram_base + variant.ram_size - 1));
  if (start % 2 == 0 || start >= Nrf51::flash_base + variant.flash_size)
    throw ImageError(fmt::format(
        "{}: is not for the nRF51822: its reset vector is {:#010x}, a Thumb address in {} KiB of flash at 0 is needed",
        image.source, start, variant.flash_size / 1024));
}

}  // namespace

void Nrf51::load(const Image& image) {
  for (const Segment& s : image.segments)
    if (!inside(s.address, s.end(), flash_base, flash_.size()) && !inside(s.address, s.end(), uicr_base, Uicr::size))
      throw ImageError(fmt::format(
          "{}: is not for the nRF51822 {}: {} bytes at {:#010x} are neither in its {} KiB of flash nor in its UICR",
          image.source, variant_.name, s.bytes.size(), s.address, flash_.size() / 1024));
  check_vectors(image, variant_);

  for (const Segment& s : image.segments) {
    if (s.address >= uicr_base) {
      std::ranges::fill(uicr_words_.bytes(), u8{0xff});
      continue;
    }
    const u32 first = s.address / Nvmc::page_size * Nvmc::page_size;
    const u32 end = static_cast<u32>((s.end() + Nvmc::page_size - 1) / Nvmc::page_size * Nvmc::page_size);
    std::ranges::fill(flash_.bytes().subspan(first, end - first), u8{0xff});
  }
  for (const Segment& s : image.segments) {
    const bool uicr = s.address >= uicr_base;
    const auto target = uicr ? uicr_words_.bytes().subspan(s.address - uicr_base) : flash_.bytes().subspan(s.address);
    std::ranges::copy(s.bytes, target.begin());
  }
  bus_.changed(flash_, 0, flash_.size());
}

}  // namespace nrf5
