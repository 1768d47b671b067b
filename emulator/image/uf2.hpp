// UF2, Microsoft's USB flashing format (github.com/microsoft/uf2, README.md).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/image/image.hpp"

namespace emulator {

struct Uf2Options {
  // Which families are wanted, best first. Empty: the file must hold blocks of one family only. Blocks that name no
  // family suit every chip, so a file without families loads whatever this says.
  std::vector<std::uint32_t> families = {};
};

bool is_uf2(std::span<const std::uint8_t> bytes);
Image load_uf2(std::span<const std::uint8_t> bytes, std::string_view source, const Uf2Options& options = {});

// Blocks of 256 bytes, each from a multiple of 256 on where the segments allow; with a family if the image has one.
std::vector<std::uint8_t> write_uf2(const Image& image);

// Names from the public list (utils/uf2families.json of the format's repository): "RP2040", "SAMD51" ...
std::optional<std::string_view> uf2_family_name(std::uint32_t family);
std::optional<std::uint32_t> uf2_family_id(std::string_view name);  // upper or lower case, or a number like 0xe48bff56

}  // namespace emulator
