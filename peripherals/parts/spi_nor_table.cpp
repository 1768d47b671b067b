// What the parts are, and what their instructions look like.
#include <algorithm>

#include "peripherals/parts/spi_nor.hpp"

namespace parts {

using namespace std::chrono_literals;

namespace {

constexpr u32 kib = 1024, mib = 1024 * kib;
// Data sheets of W25Q80DV, W25Q16JV, W25Q32JV, W25Q64JV, W25Q128JV (ordering option IQ where there is one) and
// GD25Q16C, GD25Q32C, GD25Q64C. GigaDevice's times are taken to be Winbond's.
constexpr std::array models_{
    // clang-format off
    SpiNorModel{"w25q80dv",  0xef, 0x4014, 0x13,  1 * mib, 0x00, false,  2s},
    SpiNorModel{"w25q16jv",  0xef, 0x4015, 0x14,  2 * mib, 0x02, true,   5s},
    SpiNorModel{"w25q32jv",  0xef, 0x4016, 0x15,  4 * mib, 0x02, true,  10s},
    SpiNorModel{"w25q64jv",  0xef, 0x4017, 0x16,  8 * mib, 0x02, true,  20s},
    SpiNorModel{"w25q128jv", 0xef, 0x4018, 0x17, 16 * mib, 0x02, true,  40s},
    SpiNorModel{"gd25q16c",  0xc8, 0x4015, 0x14,  2 * mib, 0x00, false,  7s},
    SpiNorModel{"gd25q32c",  0xc8, 0x4016, 0x15,  4 * mib, 0x00, false, 15s},
    SpiNorModel{"gd25q64c",  0xc8, 0x4017, 0x16,  8 * mib, 0x00, false, 30s},
    // clang-format on
};

}  // namespace

const SpiNor::Instruction* SpiNor::look_up(u8 code) {
  using enum What;
  static constexpr std::array table{
      // clang-format off
      Instruction{0x03, read, 1, false, 0, 1},
      Instruction{0x0b, read, 1, false, 8, 1},
      Instruction{0x3b, read, 1, false, 8, 2},
      Instruction{0xbb, read, 2, true,  0, 2},
      Instruction{0x6b, read, 1, false, 8, 4},
      Instruction{0xeb, read, 4, true,  4, 4},
      Instruction{0x05, status1, 0, false, 0, 1},
      Instruction{0x35, status2, 0, false, 0, 1},
      Instruction{0x15, status3, 0, false, 0, 1},
      Instruction{0x01, write_status1, 0, false, 0, 0, 1},
      Instruction{0x31, write_status2, 0, false, 0, 0, 1},
      Instruction{0x11, write_status3, 0, false, 0, 0, 1},
      Instruction{0x06, write_enable},
      Instruction{0x04, write_disable},
      Instruction{0x50, volatile_enable},
      Instruction{0x02, program, 1, false, 0, 0, 1},
      Instruction{0x32, program, 1, false, 0, 0, 4},
      Instruction{0x20, erase4,  1},
      Instruction{0x52, erase32, 1},
      Instruction{0xd8, erase64, 1},
      Instruction{0xc7, erase_all},
      Instruction{0x60, erase_all},
      Instruction{0x9f, jedec_id,  0, false, 0,  1},
      Instruction{0x90, device_id, 1, false, 0,  1},
      Instruction{0xab, release,   0, false, 24, 1},
      Instruction{0x4b, unique_id, 0, false, 32, 1},
      Instruction{0x5a, sfdp,      1, false, 8,  1},
      Instruction{0xb9, power_down},
      Instruction{0x66, enable_reset},
      Instruction{0x99, reset},
      Instruction{0x36, unmodelled}, Instruction{0x39, unmodelled}, Instruction{0x3d, unmodelled},
      Instruction{0x42, unmodelled}, Instruction{0x44, unmodelled}, Instruction{0x48, unmodelled},
      Instruction{0x75, unmodelled}, Instruction{0x77, unmodelled}, Instruction{0x7a, unmodelled},
      Instruction{0x7e, unmodelled}, Instruction{0x92, unmodelled}, Instruction{0x94, unmodelled},
      Instruction{0x98, unmodelled},
      // clang-format on
  };
  const auto at = std::ranges::find(table, code, &Instruction::code);
  return at == table.end() ? nullptr : &*at;
}

std::span<const SpiNorModel> SpiNor::models() { return models_; }

const SpiNorModel* SpiNor::find(std::string_view name) {
  const auto at = std::ranges::find(models_, name, &SpiNorModel::name);
  return at == models_.end() ? nullptr : &*at;
}

// JESD216B: the header, one parameter header, and the basic flash parameter table as the W25Q family has it. The words
// that tell erase and program times (10 to 14) are quoted from a W25Q128JV.
u8 SpiNor::sfdp(u32 offset) const {
  static constexpr std::array<u32, 4> header{0x5044'4653, 0xff00'0105, 0x1005'0100, 0xff00'0080};
  static constexpr std::array<u32, 16> basic{
      0xfff9'20e5, 0,           0x6b08'eb44, 0xbb42'3b08, 0xffff'fffe, 0x0000'ffff, 0xeb40'ffff, 0x520f'200c,
      0x0000'd810, 0x00a6'0236, 0xc214'ea82, 0x3376'63e9, 0x757a'757a, 0x5cd5'a2f7, 0xff4d'f719, 0x80f8'30e9};
  constexpr u32 table = 0x80;
  offset %= 256;
  u32 word = 0xffff'ffff;
  if (offset < 4 * header.size())
    word = header[offset / 4];
  else if (offset - table < 4)
    word = basic[0];
  else if (offset - table < 8)
    word = model_.size * 8 - 1;  // in bits
  else if (offset >= table && offset - table < 4 * basic.size())
    word = basic[(offset - table) / 4];
  return static_cast<u8>(word >> 8 * (offset % 4));
}

}  // namespace parts
