#include "boards/chip_roms.hpp"

#include "peripherals/esp32/rom.hpp"

namespace boards {

// Espressif's mask ROMs with symbols, Apache-2.0. The digest is that of ESP-IDF's tools/tools.json.
std::optional<RomArchive> rom_archive_of(std::string_view chip) {
  if (chip != "ESP32") return {};
  return RomArchive{"https://github.com/espressif/esp-rom-elfs/releases/download/20260528/esp-rom-elfs-20260528.tar.gz",
                    "caa463d3cbef2430a5a35847c1d9f2f152403b17a802050927ff60c8da54fe46",
                    [](std::span<const emulator::u8> file) { esp32::RomImage::read(file); }};
}

}  // namespace boards
