#include "emulator/image/load.hpp"

#include <fmt/format.h>

#include <array>

#include "emulator/image/dfuse.hpp"
#include "emulator/image/elf.hpp"
#include "emulator/image/esp.hpp"
#include "emulator/image/intel_hex.hpp"
#include "emulator/image/segments.hpp"
#include "emulator/image/uf2.hpp"

namespace emulator {

namespace {

bool starts_with(std::span<const std::uint8_t> bytes, std::string_view start) {
  return bytes.size() >= start.size() &&
         std::equal(start.begin(), start.end(), bytes.begin(),
                    [](char c, std::uint8_t byte) { return static_cast<std::uint8_t>(c) == byte; });
}

// What people hand in by mistake, and what to do about it.
struct Mistaken {
  std::string_view start;
  std::string_view advice;
};
constexpr std::array kMistaken{
    Mistaken{"PK\x03\x04", "is a ZIP archive: unpack it and give the image inside"},
    Mistaken{"\x1f\x8b", "is compressed with gzip: unpack it first"},
    Mistaken{"\xfd"
             "7zXZ",
             "is compressed with xz: unpack it first"},
    Mistaken{"<!", "is a web page, not a firmware image"},
    Mistaken{"<html", "is a web page, not a firmware image"},
    Mistaken{"S0", "is a Motorola S-record file: convert it to Intel HEX (objcopy -O ihex)"},
};

std::optional<ImageFormat> format_with_addresses(std::span<const std::uint8_t> bytes) {
  if (is_uf2(bytes)) return ImageFormat::Uf2;
  if (is_elf(bytes)) return ImageFormat::Elf;
  if (is_dfuse(bytes)) return ImageFormat::DfuSe;
  if (is_intel_hex(bytes)) return ImageFormat::IntelHex;
  return std::nullopt;
}

Image load_as(ImageFormat format, std::span<const std::uint8_t> bytes, std::string_view source,
              const LoadOptions& options) {
  switch (format) {
    case ImageFormat::Uf2: return load_uf2(bytes, source, {options.families});
    case ImageFormat::Elf: return load_elf32(bytes, source);
    case ImageFormat::DfuSe: return load_dfuse(bytes, source);
    default: return load_intel_hex(bytes, source, {options.board});
  }
}

}  // namespace

Image load_image(std::span<const std::uint8_t> bytes, std::string_view source, const LoadOptions& options) {
  const Places places(source, "");
  if (bytes.empty()) throw places.error("is empty");
  if (const auto format = format_with_addresses(bytes)) {
    if (options.base)
      throw places.error(
          fmt::format("is an image in {} format with addresses of its own: leave --base away", to_string(*format)));
    return load_as(*format, bytes, source, options);
  }
  if (is_esp(bytes)) return load_esp(bytes, source, options.base);
  if (has_dfu_suffix(bytes)) return load_dfuse(bytes, source, options.base);
  if (options.base) return load_binary(bytes, source, *options.base);
  for (const auto& [start, advice] : kMistaken) {
    if (starts_with(bytes, start)) throw places.error(advice);
  }
  throw places.error(
      "is not an Intel HEX, UF2, ELF, DfuSe or ESP image; for a raw binary give its address with --base");
}

Image load_binary(std::span<const std::uint8_t> bytes, std::string_view source, std::uint32_t base) {
  SegmentBuilder segments(Places(source, "byte"));
  if (bytes.empty()) throw Places(source, "").error("is empty");
  segments.add(base, bytes, 0);
  Image image;
  image.source = source;
  image.format = ImageFormat::Binary;
  image.segments = segments.finish();
  return image;
}

}  // namespace emulator
