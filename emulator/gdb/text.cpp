#include "emulator/gdb/text.hpp"

#include <algorithm>

namespace emulator::gdb {

std::string to_hex(std::span<const u8> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (u8 byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<Bytes> from_hex(std::string_view digits) {
  if (digits.size() % 2) return {};
  Bytes bytes;
  bytes.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_digit(digits[i]), low = hex_digit(digits[i + 1]);
    if (high < 0 || low < 0) return {};
    bytes.push_back(static_cast<u8>(high << 4 | low));
  }
  return bytes;
}

std::optional<std::string> text_from_hex(std::string_view digits) {
  const auto bytes = from_hex(digits);
  if (!bytes) return {};
  return std::string{bytes->begin(), bytes->end()};
}

std::string escape_xml(std::string_view text) {
  std::string escaped;
  for (char c : text) switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      default: escaped += c;
    }
  return escaped;
}

bool Scanner::take(std::string_view word) {
  if (!text_.starts_with(word)) return false;
  text_.remove_prefix(word.size());
  return true;
}

std::optional<u64> Scanner::hex() {
  u64 value = 0;
  std::size_t digits = 0;
  for (; digits < text_.size(); ++digits) {
    const int digit = hex_digit(text_[digits]);
    if (digit < 0) break;
    if (value >> 60) return {};
    value = value << 4 | static_cast<u64>(digit);
  }
  if (!digits) return {};
  text_.remove_prefix(digits);
  return value;
}

std::optional<u32> Scanner::hex32() {
  const auto value = hex();
  if (!value || *value > 0xffff'ffff) return {};
  return static_cast<u32>(*value);
}

std::string_view Scanner::until(std::string_view stops) {
  const std::size_t end = std::min(text_.find_first_of(stops), text_.size());
  const std::string_view before = text_.substr(0, end);
  text_.remove_prefix(std::min(end + 1, text_.size()));
  return before;
}

}  // namespace emulator::gdb
