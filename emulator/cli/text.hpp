#pragma once
// How options write durations, and how the commands write tables.
#include <string>
#include <string_view>
#include <vector>

#include "emulator/duration.hpp"

namespace cli {

using emulator::parse_duration;

// "0x3e000" or "253952". std::invalid_argument with a sentence.
emulator::u32 parse_number(std::string_view);

// Columns as wide as their widest cell, two spaces apart, without trailing space.
std::string table(const std::vector<std::vector<std::string>>& rows, std::string_view indent = "");

// A paragraph in lines of at most `width` characters.
std::string wrapped(std::string_view text, std::string_view indent = "", std::size_t width = 100);

void say(const std::string& sentence);  // "vivarium: sentence" on stderr

}  // namespace cli
