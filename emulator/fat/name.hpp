#pragma once
// File names: 8.3 in a directory entry, long names in further entries before it (the FAT paper, "Long Directory
// Entries"). Outside they are UTF-8.
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/types.hpp"

namespace emulator::fat {

using ShortName = std::array<u8, 11>;

std::u16string to_utf16(std::string_view utf8);  // throws FatError if it is not UTF-8
std::string to_utf8(std::u16string_view);
// As FAT compares: without regard to case (of Latin, Greek and Cyrillic letters).
bool same_name(std::string_view, std::string_view);
std::string fold(std::string_view);  // equal for the same names

// Throws a sentence if a file cannot be called that.
void check_name(std::string_view name);

std::string short_name_text(const ShortName&, u8 case_flags);
// The 8.3 form if the name is just that: upper case, at most 8 and 3 characters.
std::optional<ShortName> as_short_name(std::string_view name);
// One that nobody has: "LIB" for "lib", "LONGNA~1.TXT" for what does not fit.
ShortName make_short_name(std::string_view name, const std::function<bool(const ShortName&)>& taken);
u8 checksum(const ShortName&);

constexpr std::size_t long_part = 13;  // characters in one entry
using RawEntry = std::array<u8, 32>;
// In the order in which they stand in the directory: the last part first.
std::vector<RawEntry> long_entries(std::string_view name, const ShortName&);

}  // namespace emulator::fat
