#pragma once
// Pictures of parts as PNG files: what a screen showed, and what it is expected to show.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "peripherals/parts/picture.hpp"

namespace scenarios {

// Red, green, blue of each point, row by row from the top left.
struct Bitmap {
  unsigned width = 0, height = 0;
  std::vector<emulator::u8> rgb = {};
  bool operator==(const Bitmap&) const = default;
};

Bitmap bitmap_of(const parts::Picture&);  // light alone becomes grey

std::vector<emulator::u8> to_png(const Bitmap&);
Bitmap from_png(std::span<const emulator::u8> png);  // std::runtime_error with a sentence

// Where two pictures of the same size differ by more than so many levels of 255 in any colour.
struct Difference {
  std::size_t points = 0;
  unsigned x = 0, y = 0;  // of the first
};
Difference difference(const Bitmap&, const Bitmap&, unsigned levels);

}  // namespace scenarios
