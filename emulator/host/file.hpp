// Whole files in and out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace emulator {

inline constexpr std::size_t kLargestFile = std::size_t{64} << 20;

// The whole file (or pipe) at once. Throws std::runtime_error: "cannot read PATH: No such file or directory".
std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::size_t largest = kLargestFile);

// The same, as a text.
std::string read_text(const std::filesystem::path& path);

// Writes a temporary file beside `path`, makes it durable and renames it over `path`: at every moment, after a crash
// too, `path` is the old file or the new one, whole. Keeps the permissions of the old file and follows symbolic links.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);

}  // namespace emulator
