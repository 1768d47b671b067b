#include "emulator/cli/tar_archive.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

#include "emulator/cli/exit_code.hpp"

namespace cli {

using namespace emulator;

namespace {

constexpr std::size_t block = 512, largest = std::size_t{256} << 20;

std::vector<u8> unpacked(std::span<const u8> packed, const std::string& source) {
  constexpr int gzip_only = 16, window = 15;
  z_stream stream{};
  if (inflateInit2(&stream, window + gzip_only) != Z_OK) throw Failure(bad_input, "zlib cannot be started");
  stream.next_in = const_cast<u8*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::vector<u8> bytes;
  int state = Z_OK;
  while (state == Z_OK && bytes.size() < largest) {
    constexpr std::size_t step = std::size_t{1} << 20;
    const std::size_t before = bytes.size();
    bytes.resize(before + step);
    stream.next_out = bytes.data() + before;
    stream.avail_out = step;
    state = inflate(&stream, Z_NO_FLUSH);
    bytes.resize(bytes.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state == Z_STREAM_END) return bytes;
  throw Failure(bad_input, state == Z_OK ? fmt::format("{} unpacks to more than {} MiB", source, largest >> 20)
                                         : fmt::format("{} is no gzip file, or is damaged or cut off", source));
}

std::string_view text_at(std::span<const u8> header, std::size_t at, std::size_t size) {
  const auto* first = reinterpret_cast<const char*>(header.data() + at);
  return {first, static_cast<std::size_t>(std::find(first, first + size, '\0') - first)};
}

// Fields of a header by their offsets: name, size in octal, type, magic.
std::optional<std::size_t> size_of(std::span<const u8> header) {
  std::string_view digits = text_at(header, 124, 12);
  digits.remove_prefix(std::min(digits.find_first_not_of(' '), digits.size()));
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 8);
  if (error != std::errc{} || text_at(header, 257, 5) != "ustar") return {};
  return size;
}

bool is_file(std::span<const u8> header) { return header[156] == '0' || header[156] == 0; }

}  // namespace

std::vector<u8> file_of_archive(std::span<const u8> archive, std::string_view file, const std::string& source) {
  const std::vector<u8> tar = unpacked(archive, source);
  for (std::size_t at = 0; at + block <= tar.size();) {
    const auto header = std::span{tar}.subspan(at, block);
    if (std::ranges::all_of(header, [](u8 byte) { return byte == 0; })) break;
    const auto size = size_of(header);
    at += block;
    if (!size || *size > tar.size() - at) throw Failure(bad_input, fmt::format("{} is no whole tar archive", source));
    if (is_file(header) && std::filesystem::path{text_at(header, 0, 100)}.filename() == file)
      return {tar.begin() + static_cast<std::ptrdiff_t>(at), tar.begin() + static_cast<std::ptrdiff_t>(at + *size)};
    at += (*size + block - 1) / block * block;
  }
  throw Failure(bad_input, fmt::format("{} has no file {} inside", source, file));
}

}  // namespace cli
