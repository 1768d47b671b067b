#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "emulator/image/intel_hex.hpp"

namespace emulator {

namespace {

enum Type : std::uint8_t { Data = 0x00, EndOfFile = 0x01, ExtendedLinearAddress = 0x04, StartLinearAddress = 0x05 };

void write_record(std::string& text, Type type, std::uint16_t address, std::span<const std::uint8_t> data) {
  std::uint8_t sum = 0;
  const auto put = [&](unsigned byte) {
    text += fmt::format("{:02X}", byte & 0xff);
    sum = static_cast<std::uint8_t>(sum + byte);
  };
  text += ':';
  put(static_cast<unsigned>(data.size()));
  put(address >> 8);
  put(address);
  put(type);
  for (const auto byte : data) put(byte);
  text += fmt::format("{:02X}\n", static_cast<std::uint8_t>(-sum));
}

std::array<std::uint8_t, 4> big_endian(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
          static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

}  // namespace

std::string write_intel_hex(const Image& image) {
  std::string text;
  std::uint32_t upper = 0;
  for (const Segment& segment : image.segments) {
    const std::span<const std::uint8_t> bytes = segment.bytes;
    for (std::size_t at = 0; at < bytes.size();) {
      const auto address = static_cast<std::uint32_t>(segment.address + at);
      if (address >> 16 != upper) {
        upper = address >> 16;
        const auto digits = big_endian(upper);
        write_record(text, ExtendedLinearAddress, 0, std::span(digits).subspan(2));
      }
      const std::size_t n = std::min<std::size_t>({16 - address % 16, bytes.size() - at});
      write_record(text, Data, static_cast<std::uint16_t>(address), bytes.subspan(at, n));
      at += n;
    }
  }
  if (image.entry) write_record(text, StartLinearAddress, 0, big_endian(*image.entry));
  write_record(text, EndOfFile, 0, {});
  return text;
}

}  // namespace emulator
