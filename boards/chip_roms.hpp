#pragma once
// Where boot ROMs that chips can not do without (chips.hpp) are published.
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "emulator/types.hpp"

namespace boards {

struct RomArchive {
  std::string url;                                           // of a .tar.gz that the ROM's file is in
  std::string sha256;                                        // of that archive, as its publisher gives it
  std::function<void(std::span<const emulator::u8>)> check;  // ImageError if these bytes are no such ROM
};
std::optional<RomArchive> rom_archive_of(std::string_view chip);

}  // namespace boards
