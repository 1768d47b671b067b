#include <algorithm>

#include "emulator/image/uf2.hpp"
#include "emulator/image/uf2_block.hpp"

namespace emulator {

namespace {

using namespace uf2;

constexpr std::size_t kPayload = 256;

void put(std::vector<std::uint8_t>& file, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) file.push_back(static_cast<std::uint8_t>(value >> shift));
}

struct Piece {
  std::uint32_t address;
  std::span<const std::uint8_t> bytes;
};

std::vector<Piece> pieces_of(const Image& image) {
  std::vector<Piece> pieces;
  for (const Segment& segment : image.segments) {
    const std::span<const std::uint8_t> bytes = segment.bytes;
    for (std::size_t at = 0; at < bytes.size();) {
      const auto address = static_cast<std::uint32_t>(segment.address + at);
      const std::size_t n = std::min(kPayload - address % kPayload, bytes.size() - at);
      pieces.push_back({address, bytes.subspan(at, n)});
      at += n;
    }
  }
  return pieces;
}

}  // namespace

std::vector<std::uint8_t> write_uf2(const Image& image) {
  const auto pieces = pieces_of(image);
  std::vector<std::uint8_t> file;
  file.reserve(pieces.size() * kBlockSize);
  std::uint32_t number = 0;
  for (const Piece& piece : pieces) {
    put(file, kMagicStart0);
    put(file, kMagicStart1);
    put(file, image.family ? kFamilyPresent : 0);
    put(file, piece.address);
    put(file, static_cast<std::uint32_t>(piece.bytes.size()));
    put(file, number++);
    put(file, static_cast<std::uint32_t>(pieces.size()));
    put(file, image.family.value_or(0));
    file.insert(file.end(), piece.bytes.begin(), piece.bytes.end());
    file.resize(file.size() + kDataSize - piece.bytes.size());
    put(file, kMagicEnd);
  }
  return file;
}

}  // namespace emulator
