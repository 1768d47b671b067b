// Little-endian fields of a binary file, with every read checked against the file's end.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "emulator/image/image.hpp"

namespace emulator {

class Reader {
 public:
  // `what` is named when the file ends too early: "firmware.elf: ends at 0x40, inside the program headers".
  Reader(std::span<const std::uint8_t> bytes, std::string_view source, std::string_view what)
      : bytes_(bytes), source_(source), what_(what) {}

  std::size_t position() const { return at_; }
  void inside(std::string_view what) { what_ = what; }
  void seek(std::uint64_t position) {
    if (position > bytes_.size()) throw ends();
    at_ = static_cast<std::size_t>(position);
  }
  std::span<const std::uint8_t> take(std::uint64_t n) {
    if (n > bytes_.size() - at_) throw ends();
    const auto taken = bytes_.subspan(at_, static_cast<std::size_t>(n));
    at_ += taken.size();
    return taken;
  }
  void skip(std::uint64_t n) { take(n); }
  std::uint8_t u8() { return take(1)[0]; }
  std::uint16_t u16() {
    const auto b = take(2);
    return static_cast<std::uint16_t>(b[0] | b[1] << 8);
  }
  std::uint32_t u32() {
    const std::uint32_t low = u16();
    return low | std::uint32_t{u16()} << 16;
  }
  // A text field of fixed width: up to the first NUL, with anything unprintable shown as '?'.
  std::string text(std::size_t width) {
    const auto field = take(width);
    std::string result(field.begin(), std::find(field.begin(), field.end(), std::uint8_t{0}));
    for (char& c : result) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    }
    return result;
  }
  ImageError error(std::string_view message) const { return ImageError(fmt::format("{}: {}", source_, message)); }

 private:
  ImageError ends() const { return error(fmt::format("ends at 0x{:x}, inside {}", bytes_.size(), what_)); }

  std::span<const std::uint8_t> bytes_;
  std::string_view source_;
  std::string what_;
  std::size_t at_ = 0;
};

}  // namespace emulator
