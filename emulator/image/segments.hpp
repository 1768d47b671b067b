// How every loader turns pieces of a file into sorted, merged segments.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/image/image.hpp"

namespace emulator {

// Where in a file something stands: "firmware.hex:17" for lines, "firmware.uf2: block 17" for everything else.
class Places {
 public:
  Places(std::string_view source, std::string_view noun) : source_(source), noun_(noun) {}

  std::string name(std::uint32_t number) const;  // "line 17", "block 17"
  ImageError error(std::uint32_t number, std::string_view message) const;
  ImageError error(std::string_view message) const;  // about the file as a whole

 private:
  std::string source_;
  std::string noun_;
};

// Two pieces may give the same address a value only if it is the same value.
class SegmentBuilder {
 public:
  explicit SegmentBuilder(Places places) : places_(std::move(places)) {}

  // No image of ours needs more; a small file that asks for more is broken or hostile.
  static constexpr std::size_t kMostBytes = std::size_t{128} << 20;

  void add(std::uint32_t address, std::span<const std::uint8_t> bytes, std::uint32_t place);
  bool empty() const { return pool_.empty(); }
  std::vector<Segment> finish();

 private:
  struct Piece {
    std::uint32_t address;
    std::uint32_t place;
    std::uint32_t offset;
    std::uint32_t size;
    std::uint64_t end() const { return std::uint64_t{address} + size; }
  };

  std::span<const std::uint8_t> bytes_of(const Piece& piece) const {
    return std::span(pool_).subspan(piece.offset, piece.size);
  }
  void check_overlap(const Segment& before, const Piece& piece, std::size_t overlap) const;
  ImageError conflict(const Piece& piece, std::uint64_t address) const;

  Places places_;
  std::vector<std::uint8_t> pool_;
  std::vector<Piece> pieces_;
};

}  // namespace emulator
