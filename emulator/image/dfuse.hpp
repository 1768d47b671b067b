// DfuSe 1.1a files of STMicroelectronics (UM0391) and plain DFU files (USB DFU 1.1, appendix B), which are raw bytes
// with a suffix. All targets (alternate settings) of a DfuSe file are loaded: ST's parts give them disjoint addresses.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "emulator/image/image.hpp"

namespace emulator {

bool is_dfuse(std::span<const std::uint8_t> bytes);
bool has_dfu_suffix(std::span<const std::uint8_t> bytes);

// `base` is for plain DFU files only, which hold no addresses.
Image load_dfuse(std::span<const std::uint8_t> bytes, std::string_view source, std::optional<std::uint32_t> base = {});

}  // namespace emulator
