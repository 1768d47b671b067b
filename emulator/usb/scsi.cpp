#include "emulator/usb/scsi.hpp"

#include <fmt/format.h>

#include <array>

namespace emulator::usb::scsi {

static Command ten(u8 code, u32 first, u16 count) {
  return {code,
          0,
          static_cast<u8>(first >> 24),
          static_cast<u8>(first >> 16),
          static_cast<u8>(first >> 8),
          static_cast<u8>(first),
          0,
          static_cast<u8>(count >> 8),
          static_cast<u8>(count),
          0};
}

Command read(u32 first, u16 count) { return ten(0x28, first, count); }
Command write(u32 first, u16 count) { return ten(0x2a, first, count); }

Sense parse_sense(const std::vector<u8>& d) {
  if (d.size() < 3 || (d[0] & 0x7e) != 0x70) return {};  // fixed format
  return {static_cast<u8>(d[2] & 0xf), d.size() > 12 ? d[12] : u8{0}, d.size() > 13 ? d[13] : u8{0}};
}

std::string Sense::text() const {
  static constexpr std::array<const char*, 16> keys{
      "no reason given", "recovered error", "not ready",   "medium error",    "hardware error", "illegal request",
      "unit attention",  "data protect",    "blank check", "vendor specific", "copy aborted",   "aborted command",
      "equal",           "volume overflow", "miscompare",  "reserved"};
  return fmt::format("{} (sense {:x}/{:02x}/{:02x})", keys[key], key, code, qualifier);
}

std::string inquiry_text(const std::vector<u8>& d) {
  std::string text;
  constexpr std::array<std::pair<std::size_t, std::size_t>, 3> fields{{{8, 16}, {16, 32}, {32, 36}}};
  for (const auto& [from, to] : fields) {
    std::string field;
    for (std::size_t at = from; at < to && at < d.size(); ++at)
      field += d[at] >= 0x20 && d[at] < 0x7f ? static_cast<char>(d[at]) : ' ';
    const auto last = field.find_last_not_of(' ');
    if (last == field.npos) continue;
    if (!text.empty()) text += ' ';
    text.append(field, 0, last + 1);
  }
  return text;
}

}  // namespace emulator::usb::scsi
