#include "peripherals/esp32/efuse.hpp"

namespace esp32 {

namespace {

constexpr u32 read_code = 0x5aa5, program_code = 0x5a5a;  // CONF.OP_CODE
constexpr u32 read_command = 1, program_command = 2;
// Long enough to be seen by who polls CMD; the true time is not known.
constexpr Duration operation_time = std::chrono::microseconds{2};

// clang-format off
constexpr RegisterRow rows[] = {
      {"BLK0_RDATA0", 0x0, 0x0, "RESERVED_0_28[31:28]ro RD_UART_DOWNLOAD_DIS[27]ro RD_FLASH_CRYPT_CNT[26:20]ro RD_EFUSE_RD_DIS[19:16]ro RD_EFUSE_WR_DIS[15:0]ro"},
      {"BLK0_RDATA1", 0x4, 0x0, "RD_MAC[31:0]ro"},
      {"BLK0_RDATA2", 0x8, 0x0, "RD_RESERVE_0_88[31:24]ro RD_MAC_CRC[23:16]ro RD_MAC_1[15:0]ro"},
      {"BLK0_RDATA3", 0xc, 0x0, "RD_RESERVE_0_112[31:16]ro RD_CHIP_VER_REV1[15]ro RD_BLK3_PART_RESERVE[14]ro RD_CHIP_CPU_FREQ_RATED[13]ro RD_CHIP_CPU_FREQ_LOW[12]ro RD_CHIP_PACKAGE[11:9]ro RD_SPI_PAD_CONFIG_HD[8:4]ro RD_DIS_CACHE[3]ro RD_CHIP_PACKAGE_4BIT[2]ro RD_DISABLE_BT[1]ro RD_DISABLE_APP_CPU[0]ro"},
      {"BLK0_RDATA4", 0x10, 0x0, "RD_RESERVE_0_145[31:17]ro RD_XPD_SDIO_FORCE[16]ro RD_XPD_SDIO_TIEH[15]ro RD_XPD_SDIO[14]ro RD_RESERVE_0_141[13]ro RD_ADC_VREF[12:8]ro RD_CLK8M_FREQ[7:0]ro"},
      {"BLK0_RDATA5", 0x14, 0x0, "RD_FLASH_CRYPT_CONFIG[31:28]ro RD_RESERVE_0_186[27:26]ro RD_WAFER_VERSION_MINOR[25:24]ro RD_VOL_LEVEL_HP_INV[23:22]ro RD_RESERVE_0_181[21]ro RD_CHIP_VER_REV2[20]ro RD_SPI_PAD_CONFIG_CS0[19:15]ro RD_SPI_PAD_CONFIG_D[14:10]ro RD_SPI_PAD_CONFIG_Q[9:5]ro RD_SPI_PAD_CONFIG_CLK[4:0]ro"},
      {"BLK0_RDATA6", 0x18, 0x0, "RD_RESERVE_0_203[31:11]ro RD_KEY_STATUS[10]ro RD_DISABLE_DL_CACHE[9]ro RD_DISABLE_DL_DECRYPT[8]ro RD_DISABLE_DL_ENCRYPT[7]ro RD_JTAG_DISABLE[6]ro RD_ABS_DONE_1[5]ro RD_ABS_DONE_0[4]ro RD_DISABLE_SDIO_HOST[3]ro RD_CONSOLE_DEBUG_DISABLE[2]ro RD_CODING_SCHEME[1:0]ro"},
      {"BLK0_WDATA0", 0x1c, 0x0, "FLASH_CRYPT_CNT[26:20] RD_DIS[19:16] WR_DIS[15:0]"},
      {"BLK0_WDATA1", 0x20, 0x0, "WIFI_MAC_CRC_LOW[31:0]"},
      {"BLK0_WDATA2", 0x24, 0x0, "WIFI_MAC_CRC_HIGH[23:0]"},
      {"BLK0_WDATA3", 0x28, 0x0, "RESERVE_0_112[31:16] CHIP_VER_REV1[15] BLK3_PART_RESERVE[14] CHIP_CPU_FREQ_RATED[13] CHIP_CPU_FREQ_LOW[12] CHIP_PACKAGE[11:9] SPI_PAD_CONFIG_HD[8:4] DIS_CACHE[3] CHIP_PACKAGE_4BIT[2] DISABLE_BT[1] DISABLE_APP_CPU[0]"},
      {"BLK0_WDATA4", 0x2c, 0x0, "RESERVE_0_145[31:17] XPD_SDIO_FORCE[16] XPD_SDIO_TIEH[15] XPD_SDIO[14] RESERVE_0_141[13] ADC_VREF[12:8] CLK8M_FREQ[7:0]"},
      {"BLK0_WDATA5", 0x30, 0x0, "FLASH_CRYPT_CONFIG[31:28] RESERVE_0_186[27:26] WAFER_VERSION_MINOR[25:24] VOL_LEVEL_HP_INV[23:22] RESERVE_0_181[21] CHIP_VER_REV2[20] SPI_PAD_CONFIG_CS0[19:15] SPI_PAD_CONFIG_D[14:10] SPI_PAD_CONFIG_Q[9:5] SPI_PAD_CONFIG_CLK[4:0]"},
      {"BLK0_WDATA6", 0x34, 0x0, "KEY_STATUS[10] DISABLE_DL_CACHE[9] DISABLE_DL_DECRYPT[8] DISABLE_DL_ENCRYPT[7] DISABLE_JTAG[6] ABS_DONE_1[5] ABS_DONE_0[4] DISABLE_SDIO_HOST[3] CONSOLE_DEBUG_DISABLE[2] CODING_SCHEME[1:0]"},
      {"BLK1_RDATA[]", 0x38, 0x0, "RD_BLOCK1[31:0]ro", 8},
      {"BLK2_RDATA[]", 0x58, 0x0, "RD_BLOCK2[31:0]ro", 8},
      {"BLK3_RDATA0", 0x78, 0x0, "RD_CUSTOM_MAC[31:8]ro RD_CUSTOM_MAC_CRC[7:0]ro"},
      {"BLK3_RDATA1", 0x7c, 0x0, "RESERVED_3_56[31:24]ro RD_CUSTOM_MAC_1[23:0]ro"},
      {"BLK3_RDATA2", 0x80, 0x0, "RD_BLK3_RESERVED_2[31:0]ro"},
      {"BLK3_RDATA3", 0x84, 0x0, "RD_ADC2_TP_HIGH[31:23]ro RD_ADC2_TP_LOW[22:16]ro RD_ADC1_TP_HIGH[15:7]ro RD_ADC1_TP_LOW[6:0]ro"},
      {"BLK3_RDATA4", 0x88, 0x0, "RD_SECURE_VERSION[31:0]ro"},
      {"BLK3_RDATA5", 0x8c, 0x0, "RD_MAC_VERSION[31:24]ro RESERVED_3_160[23:0]ro"},
      {"BLK3_RDATA6", 0x90, 0x0, "RD_BLK3_RESERVED_6[31:0]ro"},
      {"BLK3_RDATA7", 0x94, 0x0, "RD_BLK3_RESERVED_7[31:0]ro"},
      {"BLK1_WDATA[]", 0x98, 0x0, "DIN[31:0]", 8},
      {"BLK2_WDATA[]", 0xb8, 0x0, "DIN[31:0]", 8},
      {"BLK3_WDATA[]", 0xd8, 0x0, "DIN[31:0]", 8},
      {"CLK", 0xf8, 0x4052, "EN[16] SEL1[15:8] SEL0[7:0]"},
      {"CONF", 0xfc, 0x10000, "FORCE_NO_WR_RD_DIS[16] OP_CODE[15:0]"},
      {"STATUS", 0x100, 0x0, "DEBUG[31:0]ro"},
      {"CMD", 0x104, 0x0, "PGM_CMD[1] READ_CMD[0]"},
      {"INT_RAW", 0x108, 0x0, "PGM_DONE_INT_RAW[1]ro READ_DONE_INT_RAW[0]ro"},
      {"INT_ST", 0x10c, 0x0, "PGM_DONE_INT_ST[1]ro READ_DONE_INT_ST[0]ro"},
      {"INT_ENA", 0x110, 0x0, "PGM_DONE_INT_ENA[1] READ_DONE_INT_ENA[0]"},
      {"INT_CLR", 0x114, 0x0, "PGM_DONE_INT_CLR[1]wo READ_DONE_INT_CLR[0]wo"},
      {"DAC_CONF", 0x118, 0x28, "DAC_CLK_PAD_SEL[8] DAC_CLK_DIV[7:0]"},
      {"DEC_STATUS", 0x11c, 0x0, "DEC_WARNINGS[11:0]ro"},
      {"DATE", 0x1fc, 0x16042600, "DATE[31:0]"},
};
// clang-format on

// Where a word of fuses is read and written: BLK0 has seven words, the others eight.
struct Place {
  u32 read, write;
};
Place place(unsigned word) {
  if (word < 7) return {4 * word, 0x1c + 4 * word};
  word -= 7;
  return {0x38 + 4 * word, 0x98 + 4 * word};
}

}  // namespace

u8 Efuse::crc8(std::span<const u8> bytes) {
  u8 crc = 0;
  for (u8 byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = static_cast<u8>(crc & 1 ? crc >> 1 ^ 0x8c : crc >> 1);
  }
  return crc;
}

Efuse::Efuse(std::string name, Scheduler& scheduler, const Identity& id)
    : RegisterFile(name), rows_(*this, rows), done_(scheduler, name + " operation", [this] { finish(); }) {
  const auto& m = id.mac;
  fuses_[1] = u32{m[5]} | u32{m[4]} << 8 | u32{m[3]} << 16 | u32{m[2]} << 24;
  fuses_[2] = u32{m[1]} | u32{m[0]} << 8 | u32{crc8(m)} << 16;
  fuses_[3] = u32{id.revision >= 1} << 15 | (id.package & 7) << 9 | (id.package >> 3) << 2;
  // ADC_VREF: 1100 mV and "minus 0": burnt, which 0 would not be. CK8M_FREQ: 8.5 MHz; the ROM measures the crystal by it.
  fuses_[4] = 0x10u << 8 | 85;
  fuses_[5] = u32{id.revision >= 3} << 20;
  copy();
  on_written(rows_["CMD"], [this](u32 v) { command(v); });
  on_written(rows_["INT_ENA"], [this](u32) { update(); });
  on_written(rows_["INT_CLR"], [this](u32 v) {
    rows_.at(0x114).value = 0;
    rows_.at(0x108).value &= ~v;
    update();
  });
  on_reading(rows_["INT_ST"], [this] { return rows_.at(0x108).value & rows_.at(0x110).value; });
}

void Efuse::command(u32 written) {
  const u32 code = rows_.at(0xfc).value & 0xffff;
  const bool valid =
      (written == read_command && code == read_code) || (written == program_command && code == program_code);
  if (!valid) {
    rows_.at(0x104).value = 0;
    return;
  }
  operation_ = written;
  done_.after(operation_time);
}

void Efuse::finish() {
  if (operation_ == program_command)
    for (unsigned i = 0; i < words; ++i) fuses_[i] |= rows_.at(place(i).write).value;
  if (operation_ == read_command) copy();
  rows_.at(0x104).value = 0;
  rows_.at(0x108).value |= operation_;
  update();
}

void Efuse::copy() {
  for (unsigned i = 0; i < words; ++i) rows_.at(place(i).read).value = fuses_[i];
}

void Efuse::update() { irq.drive((rows_.at(0x108).value & rows_.at(0x110).value) != 0); }

void Efuse::reset() {
  RegisterFile::reset();
  done_.cancel();
  operation_ = 0;
  copy();
  update();
}

void Efuse::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq, fuses_, operation_, done_);
}

}  // namespace esp32
