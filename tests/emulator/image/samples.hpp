// Small valid images of every format, built by hand from the formats' descriptions and not by the loaders' own code.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/hash.hpp"

namespace samples {

using Bytes = std::vector<std::uint8_t>;

inline Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

struct Writer {
  Bytes out;
  Writer& u8(unsigned v) {
    out.push_back(static_cast<std::uint8_t>(v));
    return *this;
  }
  Writer& u16(unsigned v) { return u8(v).u8(v >> 8); }
  Writer& u32(std::uint32_t v) { return u16(v & 0xffff).u16(v >> 16); }
  Writer& add(const Bytes& more) {
    for (const auto byte : more) out.push_back(byte);
    return *this;
  }
  Writer& text(std::string_view s, std::size_t width) {
    add(bytes(s));
    return pad(width - s.size());
  }
  Writer& pad(std::size_t n, unsigned v = 0) {
    while (n-- > 0) u8(v);
    return *this;
  }
};

inline Bytes counting(std::size_t n, unsigned first = 1) {
  Bytes result;
  for (std::size_t i = 0; i < n; ++i) result.push_back(static_cast<std::uint8_t>(first + i));
  return result;
}

// 0x1fff0..0x2000f across a 64 KiB border, 4 bytes of UICR, entry 0x1fff1.
inline std::string hex() {
  return ":020000040001F9\n"
         ":10FFF0000102030405060708090A0B0C0D0E0F1079\n"
         ":020000040002F8\n"
         ":100000001112131415161718191A1B1C1D1E1F2068\n"
         ":020000041000EA\n"
         ":0410C000DEADBEEFF4\n"
         ":040000050001FFF106\n"
         ":00000001FF\n";
}

struct Uf2Block {
  std::uint32_t flags = 0x2000;
  std::uint32_t address = 0x10000000;
  Bytes payload = counting(256);
  std::uint32_t number = 0;
  std::uint32_t count = 1;
  std::uint32_t family = 0xe48bff56;  // RP2040
  Bytes after = {};                   // what follows the payload: tags, a file name
  Bytes md5 = {};                     // the last 24 bytes of the data
};

inline Bytes uf2(const std::vector<Uf2Block>& blocks) {
  Writer file;
  for (const auto& b : blocks) {
    file.u32(0x0a324655).u32(0x9e5d5157).u32(b.flags).u32(b.address);
    file.u32(static_cast<std::uint32_t>(b.payload.size())).u32(b.number).u32(b.count).u32(b.family);
    file.add(b.payload)
        .add(b.after)
        .pad(476 - b.payload.size() - b.after.size() - b.md5.size())
        .add(b.md5)
        .u32(0x0ab16f30);
  }
  return file.out;
}

inline Bytes uf2() {
  return uf2({{.count = 2}, {.address = 0x10000100, .payload = counting(256, 7), .number = 1, .count = 2}});
}

struct ElfSegment {
  std::uint32_t virtual_address = 0;
  std::uint32_t physical_address = 0;
  Bytes content;
  std::uint32_t memory_size = 0;
};
struct ElfSymbol {
  std::string name;
  std::uint32_t value = 0, size = 0;
  unsigned info = 0, section = 1;
};

inline Bytes elf(unsigned machine, const std::vector<ElfSegment>& segments, const std::vector<ElfSymbol>& symbols) {
  Bytes content, names{0};
  Writer headers, table;
  const auto content_at = static_cast<std::uint32_t>(52 + 32 * segments.size());
  for (const auto& s : segments) {
    headers.u32(1)
        .u32(static_cast<std::uint32_t>(content_at + content.size()))
        .u32(s.virtual_address)
        .u32(s.physical_address);
    headers.u32(static_cast<std::uint32_t>(s.content.size())).u32(s.memory_size).u32(5).u32(4);
    content.insert(content.end(), s.content.begin(), s.content.end());
  }
  table.pad(16);
  for (const auto& s : symbols) {
    table.u32(static_cast<std::uint32_t>(names.size())).u32(s.value).u32(s.size).u8(s.info).u8(0).u16(s.section);
    names.insert(names.end(), s.name.begin(), s.name.end());
    names.push_back(0);
  }
  const auto table_at = static_cast<std::uint32_t>(content_at + content.size());
  const auto names_at = static_cast<std::uint32_t>(table_at + table.out.size());
  const auto sections_at = static_cast<std::uint32_t>(names_at + names.size());
  Writer file;
  file.add({0x7f, 'E', 'L', 'F', 1, 1, 1}).pad(9).u16(2).u16(machine).u32(1).u32(0x101).u32(52).u32(sections_at).u32(0);
  file.u16(52).u16(32).u16(static_cast<unsigned>(segments.size())).u16(40).u16(3).u16(0);
  file.add(headers.out).add(content).add(table.out).add(names).pad(40);
  file.u32(0)
      .u32(2)
      .u32(0)
      .u32(0)
      .u32(table_at)
      .u32(static_cast<std::uint32_t>(table.out.size()))
      .u32(2)
      .u32(1)
      .u32(4)
      .u32(16);
  file.u32(0)
      .u32(3)
      .u32(0)
      .u32(0)
      .u32(names_at)
      .u32(static_cast<std::uint32_t>(names.size()))
      .u32(0)
      .u32(0)
      .u32(1)
      .u32(0);
  return file.out;
}

inline Bytes elf() {
  return elf(40,
             {{0, 0, counting(32), 32}, {0x20000000, 0x20, counting(8, 0x80), 16}, {0x20000010, 0x20000010, {}, 64}},
             {{"main", 0x101 & ~0xf0u, 8, 0x12, 1},
              {"table", 0x10, 4, 0x11, 1},
              {"$t", 0, 0, 0, 1},
              {"_estack", 0x20004000, 0, 0x10, 0xfff1}});
}

inline Bytes with_dfu_suffix(Bytes body, unsigned specification) {
  Writer file{std::move(body)};
  file.u16(0xffff).u16(0xdf11).u16(0x0483).u16(specification).add(bytes("UFD")).u8(16);
  return file.u32(~emulator::crc32(file.out)).out;
}

struct DfuElement {
  std::uint32_t address = 0;
  Bytes content;
};
struct DfuTarget {
  std::string name;
  std::vector<DfuElement> elements;
};

inline Bytes dfuse_body(const std::vector<DfuTarget>& targets) {
  Writer images;
  unsigned setting = 0;
  for (const auto& target : targets) {
    Writer elements;
    for (const auto& e : target.elements)
      elements.u32(e.address).u32(static_cast<std::uint32_t>(e.content.size())).add(e.content);
    images.add(bytes("Target")).u8(setting++).u32(target.name.empty() ? 0 : 1).text(target.name, 255);
    images.u32(static_cast<std::uint32_t>(elements.out.size()))
        .u32(static_cast<std::uint32_t>(target.elements.size()))
        .add(elements.out);
  }
  Writer file;
  file.add(bytes("DfuSe"))
      .u8(1)
      .u32(static_cast<std::uint32_t>(11 + images.out.size()))
      .u8(static_cast<unsigned>(targets.size()));
  return file.add(images.out).out;
}

inline Bytes dfuse() {
  return with_dfu_suffix(dfuse_body({{"Internal Flash", {{0x08000000, counting(16)}, {0x08020000, counting(24)}}},
                                     {"SPI", {{0x90000000, counting(4)}}}}),
                         0x011a);
}

// One program with its header at a multiple of 16 in the file.
inline Bytes esp_program(int chip_id, const std::vector<std::pair<std::uint32_t, Bytes>>& segments,
                         std::uint32_t entry = 0x40080400) {
  Writer file;
  file.u8(0xe9).u8(static_cast<unsigned>(segments.size())).u8(2).u8(0x20).u32(entry);
  if (chip_id >= 0) file.u8(0xee).pad(3).u16(static_cast<unsigned>(chip_id)).pad(9).u8(1);
  unsigned checksum = 0xef;
  for (const auto& [address, content] : segments) {
    file.u32(address).u32(static_cast<std::uint32_t>(content.size())).add(content);
    for (const auto byte : content) checksum ^= byte;
  }
  file.pad(15 - file.out.size() % 16).u8(checksum);
  if (chip_id < 0) return file.out;
  const auto hash = emulator::sha256(file.out);
  return file.add({hash.begin(), hash.end()}).out;
}

inline Bytes esp32() { return esp_program(0, {{0x3fff0030, counting(24)}, {0x40078000, counting(36)}}); }
inline Bytes esp8266() { return esp_program(-1, {{0x40100000, counting(24)}, {0x3ffe8000, counting(36)}}, 0x40100004); }

}  // namespace samples
