// Intel HEX ("Hexadecimal Object File Format Specification", Intel, rev. A, 1988) and the micro:bit's universal HEX
// ("Universal Hex Format Specification", micro:bit Educational Foundation, 0.4.0), which carries parts for several
// boards.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "emulator/image/image.hpp"

namespace emulator {

struct IntelHexOptions {
  // Which board's part of a universal HEX to take. 0x9900 and 0x9901 both mean micro:bit V1, 0x9903 to 0x9906 V2. A
  // plain HEX file has no boards and loads whatever this says; a universal one with several boards needs it.
  std::optional<std::uint16_t> board = {};
};

bool is_intel_hex(std::span<const std::uint8_t> bytes);
Image load_intel_hex(std::span<const std::uint8_t> bytes, std::string_view source, const IntelHexOptions& options = {});

// 16 data bytes a line, extended linear addresses, entry as start linear address, end-of-file record, LF.
std::string write_intel_hex(const Image& image);

}  // namespace emulator
