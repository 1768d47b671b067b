#pragma once
// The small things the GDB protocol's text is made of: hex numbers and hex bytes.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/types.hpp"

namespace emulator::gdb {

using Bytes = std::vector<u8>;

std::string to_hex(std::span<const u8> bytes);
inline std::string to_hex(std::string_view text) {
  return to_hex({reinterpret_cast<const u8*>(text.data()), text.size()});
}
std::optional<Bytes> from_hex(std::string_view digits);  // none if it is not whole bytes of hex digits
std::optional<std::string> text_from_hex(std::string_view digits);
int hex_digit(char c);  // -1 if it is none
std::string escape_xml(std::string_view text);

// Takes a packet's arguments apart, from the front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool done() const { return text_.empty(); }
  std::string_view rest() const { return text_; }
  bool take(std::string_view word);  // if that is what comes
  std::optional<u64> hex();          // at least one digit, at most 64 bits
  std::optional<u32> hex32();
  std::string_view until(std::string_view stops);  // up to the first of these characters, which goes as well

 private:
  std::string_view text_;
};

}  // namespace emulator::gdb
