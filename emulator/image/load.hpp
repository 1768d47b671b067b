// The front door of the loaders: finds out by content which format a file has, and loads it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "emulator/image/image.hpp"

namespace emulator {

struct LoadOptions {
  std::optional<std::uint32_t> base = {};    // where raw bytes go: binary, plain DFU, ESP (flash address)
  std::vector<std::uint32_t> families = {};  // UF2: wanted families, best first; empty: the file must hold only one
  std::optional<std::uint16_t> board = {};   // micro:bit universal HEX: 0x9900 (V1), 0x9903 (V2)
};

Image load_image(std::span<const std::uint8_t> bytes, std::string_view source, const LoadOptions& options = {});

// The whole file as one segment at base.
Image load_binary(std::span<const std::uint8_t> bytes, std::string_view source, std::uint32_t base);

}  // namespace emulator
