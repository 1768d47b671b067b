#pragma once
// One file out of a .tar.gz: the POSIX "ustar" interchange format (pax, IEEE Std 1003.1), compressed with gzip.
// Not read: the long names of pax and GNU headers.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/types.hpp"

namespace cli {

// The first regular file of that name, in whatever folder. Failure with one sentence: not compressed, cut off, not
// there.
std::vector<emulator::u8> file_of_archive(std::span<const emulator::u8> archive, std::string_view file,
                                          const std::string& source);

}  // namespace cli
