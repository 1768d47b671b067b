// Damage with the outermost checksums put right again, so that what lies behind them is tried too.
#pragma once

#include <algorithm>

#include "samples.hpp"

namespace samples {

// Meant for base 0x7f00, so that the partition table at 0x8000 comes early in a small file.
inline Bytes esp32_with_partitions() {
  Writer file{esp32()};
  file.pad(0x100 - file.out.size(), 0xff);
  file.u16(0x50aa).u8(1).u8(2).u32(0xf000).u32(0x1000).text("nvs", 16).u32(0);
  file.u16(0x50aa).u8(0).u8(0).u32(0x8080).u32(0x1000).text("factory", 16).u32(0);
  return file.pad(64, 0xff).add(esp_program(0, {{0x3f400020, counting(20)}})).out;
}

inline std::vector<Bytes> one_of_each() {
  Bytes universal = bytes(
      ":020000040000FA\n:0400000A9900C0DEBB\n:0400000001020304F2\n:0000000BF5\n"
      ":020000040000FA\n:0400000A9903C0DEB8\n:0400000D05060708D5\n:0000000BF5\n:00000001FF\n");
  Bytes container = uf2({{.flags = 0x9000, .address = 0, .count = 2, .family = 256, .after = bytes("boot.py")},
                         {.number = 1, .count = 2}});
  return {bytes(hex()),
          universal,
          uf2(),
          container,
          elf(),
          dfuse(),
          with_dfu_suffix(counting(20), 0x0110),
          esp32(),
          esp8266(),
          esp32_with_partitions()};
}

// Every line of a HEX file gets the checksum that fits it.
inline Bytes with_right_hex_checksums(const Bytes& file) {
  const auto value = [](std::uint8_t c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 0;
  };
  Bytes result = file;
  for (std::size_t start = 0; start < result.size();) {
    const auto end = static_cast<std::size_t>(
        std::find(result.begin() + static_cast<std::ptrdiff_t>(start), result.end(), '\n') - result.begin());
    unsigned sum = 0;
    std::size_t at = start + 1;
    for (; at + 4 <= end; at += 2) sum += static_cast<unsigned>(value(result[at]) * 16 + value(result[at + 1]));
    if (at + 2 == end) {
      result[at] = static_cast<std::uint8_t>("0123456789ABCDEF"[(0u - sum) >> 4 & 0xf]);
      result[at + 1] = static_cast<std::uint8_t>("0123456789ABCDEF"[(0u - sum) & 0xf]);
    }
    start = end + 1;
  }
  return result;
}

inline Bytes with_right_dfu_crc(Bytes file) {
  if (file.size() < 16) return file;
  file.resize(file.size() - 16);
  return with_dfu_suffix(file, 0x011a);
}

inline Bytes with_right_checksums(const Bytes& file) {
  if (!file.empty() && file[0] == ':') return with_right_hex_checksums(file);
  if (!file.empty() && (file[0] == 'D' || file[0] == 1)) return with_right_dfu_crc(file);
  return file;
}

}  // namespace samples
