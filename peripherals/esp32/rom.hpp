#pragma once
// The mask ROM: 448 KiB, given by the user, as ELF (Espressif's esp-rom-elfs) or as raw bytes from 0x40000000 on.
#include <array>
#include <span>
#include <string>
#include <vector>

#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32 {

struct RomImage {
  static constexpr u32 base = 0x4000'0000, size = 448 * 1024;
  std::vector<u8> pro, app;  // as each core sees it
  unsigned revision = 3;     // of the chip it belongs to: 0 or 3

  // ImageError, one sentence, if this is no ROM of the ESP32.
  static RomImage read(std::span<const u8> file);
};

}  // namespace esp32
