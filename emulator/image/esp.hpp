// Flash images of Espressif's chips: what esptool writes to the SPI flash (esptool documentation, "Firmware Image
// Format"; ESP-IDF Programming Guide, "Partition Tables"). The segment holds the flash contents, addressed by flash
// offset; Image::esp says what lies inside: the program the boot ROM starts, the partition table at 0x8000, the
// applications. Not read: version 2 images of the ESP8266 (magic 0xEA), secure-boot signatures, encrypted flash.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "emulator/image/image.hpp"

namespace emulator {

bool is_esp(std::span<const std::uint8_t> bytes);

// Without `base` the file goes where the chip's boot ROM looks for it: 0x1000 on ESP32 and ESP32-S2, 0x0 on most
// others. A file that starts with erased flash (0xFF) before the program is a whole flash from 0x0.
Image load_esp(std::span<const std::uint8_t> bytes, std::string_view source, std::optional<std::uint32_t> base = {});

}  // namespace emulator
