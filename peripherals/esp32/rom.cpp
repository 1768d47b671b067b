// Reads the ROM's ELF. Its initialised data lies in sections that no program header loads; in the chip they follow the
// code, and the ROM's table of what to unpack (start, end, source) says where.
#include "peripherals/esp32/rom.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "emulator/image/image.hpp"

namespace esp32 {

namespace {

// The cores' ROMs differ in literals that point into the data of each core, up to the end of its stack: what the APP
// core has there is this much more. In revision 3 these are the 51 words in which both cores' published ROMs differ. Of
// revision 0 only the PRO core's is published; that the same rule holds there (50 words, at the same addresses) is in
// doubt.
constexpr u32 pro_data = 0x3ffe'0010, pro_data_end = 0x3ffe'3f20, app_data_offset = pro_data_end - pro_data;
constexpr u32 code_end = 0x4001'0000;  // of what is not Bluetooth's
constexpr std::string_view date_v3 = "Jul 29 2019", date_v0 = "Jun  8 2016";

u32 word(std::span<const u8> bytes, std::size_t at) {
  u32 value = 0;
  if (at + 4 <= bytes.size()) std::memcpy(&value, bytes.data() + at, 4);
  return value;
}

u32 half(std::span<const u8> bytes, std::size_t at) { return word(bytes, at) & 0xffff; }

bool in_rom(u32 address, u32 size) {
  return address >= RomImage::base && size <= RomImage::size && address - RomImage::base <= RomImage::size - size;
}

class RomElf {
 public:
  explicit RomElf(std::span<const u8> file) : file_(file) {}

  std::vector<u8> read() {
    load_segments();
    load_data();
    return std::move(rom_);
  }

 private:
  void copy(std::size_t from, u32 size, u32 to) {
    if (from > file_.size() || size > file_.size() - from) throw ImageError("the ESP32's ROM: the file is truncated");
    std::ranges::copy(file_.subspan(from, size), rom_.begin() + (to - RomImage::base));
  }

  void load_segments() {
    const std::size_t table = word(file_, 28), size = half(file_, 42), count = half(file_, 44);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = table + i * size;
      const u32 type = word(file_, at), offset = word(file_, at + 4), address = word(file_, at + 12),
                bytes = word(file_, at + 16);
      if (type == 1 && bytes && in_rom(address, bytes)) copy(offset, bytes, address);
    }
  }

  // Sections with content that are written to but not loaded.
  void load_data() {
    constexpr u32 progbits = 1, writable = 1, allocated = 2;
    const std::size_t table = word(file_, 32), size = half(file_, 46), count = half(file_, 48);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = table + i * size;
      const u32 flags = word(file_, at + 8), address = word(file_, at + 12), bytes = word(file_, at + 20);
      if (word(file_, at + 4) != progbits || (flags & (writable | allocated)) != writable || !bytes) continue;
      if (const auto [source, length] = unpacked_from(address, bytes); length)
        copy(word(file_, at + 16), length, source);
    }
  }

  std::pair<u32, u32> unpacked_from(u32 address, u32 bytes) const {
    for (std::size_t at = 0; at + 12 <= rom_.size(); at += 4) {
      const u32 start = word(rom_, at), end = word(rom_, at + 4), source = word(rom_, at + 8);
      if (start == address && end > start && end - start <= bytes && in_rom(source, end - start))
        return {source, end - start};
    }
    return {0, 0};
  }

  std::span<const u8> file_;
  std::vector<u8> rom_ = std::vector<u8>(RomImage::size);
};

bool contains(std::span<const u8> bytes, std::string_view text) {
  return std::search(bytes.begin(), bytes.end(), text.begin(), text.end()) != bytes.end();
}

}  // namespace

RomImage RomImage::read(std::span<const u8> file) {
  RomImage image;
  constexpr u8 magic[] = {0x7f, 'E', 'L', 'F'};
  if (file.size() > 52 && std::equal(std::begin(magic), std::end(magic), file.begin())) {
    constexpr u32 xtensa = 94;
    if (half(file, 18) != xtensa) throw ImageError("the ESP32's ROM: the ELF file is not for an Xtensa processor");
    image.pro = RomElf{file}.read();
  } else {
    image.pro.assign(file.begin(), file.end());
    image.pro.resize(size);
  }
  const bool v3 = contains(image.pro, date_v3);
  if (!v3 && !contains(image.pro, date_v0))
    throw ImageError(
        "the ESP32's ROM: the file is no ROM of an ESP32 of revision 0 or 3 (its build date is not there)");
  image.revision = v3 ? 3 : 0;
  image.app = image.pro;
  for (u32 at = 0; at < code_end - base; at += 4) {
    u32 value = word(image.app, at);
    if (value < pro_data || value > pro_data_end) continue;
    value += app_data_offset;
    std::memcpy(image.app.data() + at, &value, 4);
  }
  return image;
}

}  // namespace esp32
