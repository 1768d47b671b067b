#include "emulator/image/segments.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator {

std::string Places::name(std::uint32_t number) const { return fmt::format("{} {}", noun_, number); }

ImageError Places::error(std::uint32_t number, std::string_view message) const {
  if (noun_ == "line") return ImageError(fmt::format("{}:{}: {}", source_, number, message));
  return ImageError(fmt::format("{}: {}: {}", source_, name(number), message));
}

ImageError Places::error(std::string_view message) const { return ImageError(fmt::format("{}: {}", source_, message)); }

void SegmentBuilder::add(std::uint32_t address, std::span<const std::uint8_t> bytes, std::uint32_t place) {
  if (bytes.empty()) return;
  if (address + std::uint64_t{bytes.size()} > std::uint64_t{1} << 32) {
    throw places_.error(
        place, fmt::format("{} bytes at 0x{:08x} run past the end of the 32-bit address space", bytes.size(), address));
  }
  if (bytes.size() > kMostBytes - pool_.size()) {
    throw places_.error(place, fmt::format("the image would be larger than {} MiB", kMostBytes >> 20));
  }
  pieces_.push_back(
      {address, place, static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(bytes.size())});
  pool_.insert(pool_.end(), bytes.begin(), bytes.end());
}

std::vector<Segment> SegmentBuilder::finish() {
  std::stable_sort(pieces_.begin(), pieces_.end(),
                   [](const Piece& a, const Piece& b) { return a.address < b.address; });
  std::vector<Segment> segments;
  for (const Piece& piece : pieces_) {
    if (segments.empty() || piece.address > segments.back().end()) segments.push_back({piece.address, {}});
    Segment& segment = segments.back();
    const auto overlap = static_cast<std::size_t>(std::min<std::uint64_t>(segment.end() - piece.address, piece.size));
    check_overlap(segment, piece, overlap);
    const auto fresh = bytes_of(piece).subspan(overlap);
    segment.bytes.insert(segment.bytes.end(), fresh.begin(), fresh.end());
  }
  return segments;
}

void SegmentBuilder::check_overlap(const Segment& before, const Piece& piece, std::size_t overlap) const {
  const auto bytes = bytes_of(piece).first(overlap);
  const auto old = before.bytes.begin() + static_cast<std::ptrdiff_t>(piece.address - before.address);
  const auto [mine, theirs] = std::mismatch(bytes.begin(), bytes.end(), old);
  if (mine != bytes.end()) throw conflict(piece, piece.address + static_cast<std::uint64_t>(mine - bytes.begin()));
}

// Names the place that comes later in the file as the culprit, and the earlier one beside it.
ImageError SegmentBuilder::conflict(const Piece& piece, std::uint64_t address) const {
  const auto other = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& candidate) {
    return &candidate != &piece && candidate.address <= address && address < candidate.end();
  });
  const auto [earlier, later] = std::minmax(piece.place, other->place);
  return places_.error(
      later, fmt::format("address 0x{:08x} already has another value from {}", address, places_.name(earlier)));
}

}  // namespace emulator
