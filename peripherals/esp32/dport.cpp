#include "peripherals/esp32/dport.hpp"

namespace esp32 {

namespace {

constexpr u32 pro_maps = 0x104, app_maps = 0x218;
// Interrupts of the cores' own (timers, software, profiling): nothing from outside arrives there. ESP-IDF sends what is
// switched off to 6 (ETS_INVALID_INUM).
constexpr u32 internal_lines = 1 << 6 | 1 << 7 | 1 << 11 | 1 << 15 | 1 << 16 | 1 << 29;
constexpr u32 flush_enable = 1 << 4, flush_done = 1 << 5;
constexpr u32 cache_idle = 1 << 7;  // CACHE_STATE, of PRO_DCACHE_DBUG0: what cache_hal waits for before it switches off

// clang-format off
constexpr std::string_view cache_control_pro =
    "PRO_DRAM_HL[16] SLAVE_REQ[15]ro AHB_SPI_REQ[14]ro PRO_SLAVE_REQ[13]ro PRO_AHB_SPI_REQ[12]ro PRO_DRAM_SPLIT[11] "
    "PRO_SINGLE_IRAM_ENA[10] PRO_CACHE_LOCK_EN[9:6]? PRO_CACHE_FLUSH_DONE[5]ro PRO_CACHE_FLUSH_ENA[4] PRO_CACHE_ENABLE[3] "
    "PRO_CACHE_MODE[2]";
constexpr std::string_view cache_control_app =
    "APP_DRAM_HL[14] APP_SLAVE_REQ[13]ro APP_AHB_SPI_REQ[12]ro APP_DRAM_SPLIT[11] APP_SINGLE_IRAM_ENA[10] "
    "APP_CACHE_LOCK_EN[9:6]? APP_CACHE_FLUSH_DONE[5]ro APP_CACHE_FLUSH_ENA[4] APP_CACHE_ENABLE[3] APP_CACHE_MODE[2]";
constexpr std::string_view cache_control1 =
    "CACHE_MMU_IA_CLR[13] CMMU_PD[12] CMMU_FORCE_ON[11] CMMU_FLASH_PAGE_MODE[10:9]? CMMU_SRAM_PAGE_MODE[8:6] "
    "CACHE_MASK_OPSDRAM[5] CACHE_MASK_DROM0[4] CACHE_MASK_DRAM1[3] CACHE_MASK_IROM0[2] CACHE_MASK_IRAM1[1] "
    "CACHE_MASK_IRAM0[0]";
constexpr std::string_view lock_address = "MAX[21:18]? MIN[17:14]? PRE[13:0]?";
constexpr std::string_view perip_gates =
    "PWM3[26] PWM2[25] UART_MEM[24] UART2[23] SPI_DMA[22] I2S1[21] PWM1[20] TWAI[19] I2C_EXT1[18] PWM0[17] SPI3[16] "
    "TIMERGROUP1[15] EFUSE[14] TIMERGROUP[13] UHCI1[12] LEDC[11] PCNT[10] RMT[9] UHCI0[8] I2C_EXT0[7] SPI2[6] UART1[5] "
    "I2S0[4] WDG[3] UART[2] SPI01[1] TIMERS[0] UNUSED[31:27]";
constexpr std::string_view dcache_debug0 =
    "RX_END[23]ro SLAVE_WDATA_V[22]ro SLAVE_WR[21]ro TX_END[20]ro WR_BAK_TO_READ[19]ro CACHE_STATE[18:7]ro "
    "CACHE_IA[6:1]ro CACHE_MMU_IA[0]ro";
// clang-format on

}  // namespace

Dport::Dport(std::string name)
    : RegisterFile(std::move(name)),
      rows_{
          *this,
          {
              // clang-format off
      {"PRO_BOOT_REMAP_CTRL", 0x0, 0x0, "PRO_BOOT_REMAP[0]"},
      {"APP_BOOT_REMAP_CTRL", 0x4, 0x0, "APP_BOOT_REMAP[0]"},
      {"ACCESS_CHECK", 0x8, 0x0, "APP[8]ro PRO[0]ro"},
      {"DPORT_APB_MASK[]", 0xc, 0x0, "APB_MASK[31:0]?", 4},
      {"PERI_CLK_EN", 0x1c, 0x0, "DIGITAL_SIGNATURE[4] SECUREBOOT[3] RSA[2] SHA[1] AES[0] UNUSED[31:5]"},
      {"PERI_RST_EN", 0x20, 0x0, "DIGITAL_SIGNATURE[4] SECUREBOOT[3] RSA[2] SHA[1] AES[0] UNUSED[31:5]"},
      {"WIFI_BB_CFG", 0x24, 0x0, "WIFI_BB_CFG[31:0]"},
      {"WIFI_BB_CFG_2", 0x28, 0x0, "WIFI_BB_CFG_2[31:0]"},
      {"APPCPU_CTRL_A", 0x2c, 0x1, "APPCPU_RESETTING[0]"},
      {"APPCPU_CTRL_B", 0x30, 0x0, "APPCPU_CLKGATE_EN[0]"},
      {"APPCPU_CTRL_C", 0x34, 0x0, "APPCPU_RUNSTALL[0]"},
      {"APPCPU_CTRL_D", 0x38, 0x0, "APPCPU_BOOT_ADDR[31:0]"},
      {"CPU_PER_CONF", 0x3c, 0x0, "FAST_CLK_RTC_SEL[3] LOWSPEED_CLK_SEL[2] CPUPERIOD_SEL[1:0]"},
      {"PRO_CACHE_CTRL", 0x40, 0x10, cache_control_pro},
      {"PRO_CACHE_CTRL1", 0x44, 0x8ff, cache_control1},
      {"PRO_CACHE_LOCK_ADDR[]", 0x48, 0x0, lock_address, 4},
      {"APP_CACHE_CTRL", 0x58, 0x10, cache_control_app},
      {"APP_CACHE_CTRL1", 0x5c, 0x8ff, cache_control1},
      {"APP_CACHE_LOCK_ADDR[]", 0x60, 0x0, lock_address, 4},
      {"TRACEMEM_MUX_MODE", 0x70, 0x0, "TRACEMEM_MUX_MODE[1:0]?"},
      {"PRO_TRACEMEM_ENA", 0x74, 0x0, "PRO_TRACEMEM_ENA[0]?"},
      {"APP_TRACEMEM_ENA", 0x78, 0x0, "APP_TRACEMEM_ENA[0]?"},
      {"CACHE_MUX_MODE", 0x7c, 0x0, "CACHE_MUX_MODE[1:0]"},
      {"IMMU_PAGE_MODE", 0x80, 0x0, "IMMU_PAGE_MODE[2:1] INTERNAL_SRAM_IMMU_ENA[0]"},
      {"DMMU_PAGE_MODE", 0x84, 0x0, "DMMU_PAGE_MODE[2:1] INTERNAL_SRAM_DMMU_ENA[0]"},
      {"ROM_MPU_ENA", 0x88, 0x0, "APP_ROM_MPU_ENA[2]? PRO_ROM_MPU_ENA[1]? SHARE_ROM_MPU_ENA[0]?"},
      {"MEM_PD_MASK", 0x8c, 0x1, "LSLP_MEM_PD_MASK[0]"},
      {"ROM_PD_CTRL", 0x90, 0x0, "SHARE_ROM_PD[7:2] APP_ROM_PD[1] PRO_ROM_PD[0]"},
      {"ROM_FO_CTRL", 0x94, 0x3, "SHARE_ROM_FO[7:2] APP_ROM_FO[1] PRO_ROM_FO[0]"},
      {"SRAM_PD_CTRL_0", 0x98, 0x0, "SRAM_PD_0[31:0]"},
      {"SRAM_PD_CTRL_1", 0x9c, 0x0, "SRAM_PD_1[0]"},
      {"SRAM_FO_CTRL_0", 0xa0, 0xffffffff, "SRAM_FO_0[31:0]"},
      {"SRAM_FO_CTRL_1", 0xa4, 0x1, "SRAM_FO_1[0]"},
      {"IRAM_DRAM_AHB_SEL", 0xa8, 0x0, "MAC_DUMP_MODE[6:5] MASK_AHB[4] MASK_APP_DRAM[3] MASK_PRO_DRAM[2] MASK_APP_IRAM[1] MASK_PRO_IRAM[0]"},
      {"TAG_FO_CTRL", 0xac, 0x101, "APP_CACHE_TAG_PD[9] APP_CACHE_TAG_FORCE_ON[8] PRO_CACHE_TAG_PD[1] PRO_CACHE_TAG_FORCE_ON[0]"},
      {"AHB_LITE_MASK", 0xb0, 0x0, "AHB_LITE_SDHOST_PID[13:11] APPDPORT[10] PRODPORT[9] SDIO[8] APP[4] PRO[0]"},
      {"AHB_MPU_TABLE_0", 0xb4, 0xffffffff, "AHB_ACCESS_GRANT_0[31:0]"},
      {"AHB_MPU_TABLE_1", 0xb8, 0x1ff, "AHB_ACCESS_GRANT_1[8:0]"},
      {"HOST_INF_SEL", 0xbc, 0x0, "LINK_DEVICE_SEL[15:8] PERI_IO_SWAP[7:0]"},
      {"PERIP_CLK_EN", 0xc0, 0xf9c1e06f, perip_gates},
      {"PERIP_RST_EN", 0xc4, 0x0, perip_gates},
      {"SLAVE_SPI_CONFIG", 0xc8, 0x0, "SPI_DECRYPT_ENABLE[12]? SPI_ENCRYPT_ENABLE[8]? SLAVE_SPI_MASK_APP[4] SLAVE_SPI_MASK_PRO[0]"},
      {"WIFI_CLK_EN", 0xcc, 0xfffce030, "WIFI_CLK_EN[31:0]"},
      {"CORE_RST_EN", 0xd0, 0x0, "UNUSED[31:8] EMAC_RST[7] SDIO_HOST_RST[6] SDIO_RST[5] BTMAC_RST[4] BT_RST[3] MAC_RST[2] FE_RST[1] BB_RST[0]"},
      {"BT_LPCK_DIV_INT", 0xd4, 0xff, "BTEXTWAKEUP_REQ[12] BT_LPCK_DIV_NUM[11:0]"},
      {"BT_LPCK_DIV_FRAC", 0xd8, 0x2001001, "LPCLK_SEL_XTAL32K[27] LPCLK_SEL_XTAL[26] LPCLK_SEL_8M[25] LPCLK_SEL_RTC_SLOW[24] BT_LPCK_DIV_A[23:12] BT_LPCK_DIV_B[11:0]"},
      {"CPU_INTR_FROM_CPU[]", 0xdc, 0x0, "CPU_INTR_FROM_CPU[0]", 4},
      {"PRO_INTR_STATUS[]", 0xec, 0x0, "PRO_INTR_STATUS[31:0]ro", 3},
      {"APP_INTR_STATUS[]", 0xf8, 0x0, "APP_INTR_STATUS[31:0]ro", 3},
      {"PRO_INTR_MAP[]", pro_maps, Dport::no_line, "MAP[4:0]", interrupt_source_count},
      {"APP_INTR_MAP[]", app_maps, Dport::no_line, "MAP[4:0]", interrupt_source_count},
      {"AHBLITE_MPU_TABLE[]", 0x32c, 0x0, "ACCESS_GRANT_CONFIG[5:0]", 47},
      {"MEM_ACCESS_DBUG0", 0x3e8, 0x0, "INTERNAL_SRAM_MMU_MULTI_HIT[29:26]ro INTERNAL_SRAM_IA[25:14]ro INTERNAL_SRAM_MMU_AD[13:10]ro SHARE_ROM_IA[9:6]ro SHARE_ROM_MPU_AD[5:4]ro APP_ROM_IA[3]ro APP_ROM_MPU_AD[2]ro PRO_ROM_IA[1]ro PRO_ROM_MPU_AD[0]ro"},
      {"MEM_ACCESS_DBUG1", 0x3ec, 0x0, "AHBLITE_IA[10]ro AHBLITE_ACCESS_DENY[9]ro AHB_ACCESS_DENY[8]ro PIDGEN_IA[7:6]ro ARB_IA[5:4]ro INTERNAL_SRAM_MMU_MISS[3:0]ro"},
      {"PRO_DCACHE_DBUG0", 0x3f0, cache_idle, dcache_debug0},
      {"PRO_DCACHE_DBUG[]", 0x3f4, 0x0, "DEBUG[31:0]ro", 9},
      {"APP_DCACHE_DBUG0", 0x418, cache_idle, dcache_debug0},
      {"APP_DCACHE_DBUG[]", 0x41c, 0x0, "DEBUG[31:0]ro", 9},
      {"PRO_CPU_RECORD_CTRL", 0x440, 0x100, "PDEBUG_ENABLE[8] RECORD_DISABLE[4] RECORD_ENABLE[0]"},
      {"PRO_CPU_RECORD[]", 0x444, 0x0, "RECORD[31:0]?", 9},
      {"APP_CPU_RECORD_CTRL", 0x468, 0x100, "PDEBUG_ENABLE[8] RECORD_DISABLE[4] RECORD_ENABLE[0]"},
      {"APP_CPU_RECORD[]", 0x46c, 0x0, "RECORD[31:0]?", 9},
      {"RSA_PD_CTRL", 0x490, 0x0, "RSA_PD[0]"},
      {"ROM_MPU_TABLE[]", 0x494, 0x1, "ROM_MPU_TABLE[1:0]?", 4},
      {"SHROM_MPU_TABLE[]", 0x4a4, 0x1, "SHROM_MPU_TABLE[1:0]?", 24},
      {"IMMU_TABLE[]", 0x504, 0x0, "IMMU_TABLE[6:0]", 16},
      {"DMMU_TABLE[]", 0x544, 0x0, "DMMU_TABLE[6:0]", 16},
      {"PRO_INTRUSION_CTRL", 0x584, 0x1, "PRO_INTRUSION_RECORD_RESET_N[0]"},
      {"PRO_INTRUSION_STATUS", 0x588, 0x0, "PRO_INTRUSION_RECORD[3:0]ro"},
      {"APP_INTRUSION_CTRL", 0x58c, 0x1, "APP_INTRUSION_RECORD_RESET_N[0]"},
      {"APP_INTRUSION_STATUS", 0x590, 0x0, "APP_INTRUSION_RECORD[3:0]ro"},
      {"FRONT_END_MEM_PD", 0x594, 0x5, "PBUS_MEM_FORCE_PD[3] PBUS_MEM_FORCE_PU[2] AGC_MEM_FORCE_PD[1] AGC_MEM_FORCE_PU[0]"},
      {"MMU_IA_INT_EN", 0x598, 0x0, "MMU_IA_INT_EN[23:0]"},
      {"MPU_IA_INT_EN", 0x59c, 0x0, "MPU_IA_INT_EN[16:0]"},
      {"CACHE_IA_INT_EN", 0x5a0, 0x0, "CACHE_IA_INT_EN[27:0]"},
      {"SECURE_BOOT_CTRL", 0x5a4, 0x0, "SW_BOOTLOADER_SEL[0]"},
      {"SPI_DMA_CHAN_SEL", 0x5a8, 0x0, "SPI3_DMA_CHAN_SEL[5:4] SPI2_DMA_CHAN_SEL[3:2] SPI1_DMA_CHAN_SEL[1:0]"},
      {"PRO_VECBASE_CTRL", 0x5ac, 0x0, "PRO_OUT_VECBASE_SEL[1:0]?"},
      {"PRO_VECBASE_SET", 0x5b0, 0x0, "PRO_OUT_VECBASE[21:0]?"},
      {"APP_VECBASE_CTRL", 0x5b4, 0x0, "APP_OUT_VECBASE_SEL[1:0]?"},
      {"APP_VECBASE_SET", 0x5b8, 0x0, "APP_OUT_VECBASE[21:0]?"},
      {"DATE", 0xffc, 0x1605190, "DATE[27:0]"},
              // clang-format on
          }} {
  for (unsigned i = 0; i < 16; ++i)  // page i of the internal SRAM is page i
    for (const u32 table : {0x504u, 0x544u}) {
      Register& r = rows_.at(table + 4 * i);
      r.value = r.reset_value = i;
    }
  for (auto& core : routed_) core[no_line].set();
  connect_registers();
  connect_cache();
  for (unsigned i = 0; i < 4; ++i)
    connect(static_cast<InterruptSource>(static_cast<unsigned>(InterruptSource::from_cpu_0) + i), from_cpu[i]);
}

void Dport::connect_registers() {
  for (unsigned word = 0; word < 3; ++word)
    for (unsigned core : {0u, 1u})
      on_reading(rows_.at((core ? 0xf8 : 0xec) + 4 * word), [=, this] { return status(core, word); });
  for (unsigned source = 0; source < interrupt_source_count; ++source) {
    on_written(rows_.at(pro_maps + 4 * source), [=, this](u32 v) { map_written(0, source, v % lines); });
    on_written(rows_.at(app_maps + 4 * source), [=, this](u32 v) { map_written(1, source, v % lines); });
  }
  for (unsigned i = 0; i < 4; ++i) on_written(rows_.at(0xdc + 4 * i), [this, i](u32 v) { from_cpu[i].drive(v & 1); });
  const auto tell = [](std::function<void()>& whom) {
    return [&whom](u32) {
      if (whom) whom();
    };
  };
  for (const char* gate : {"PERI_CLK_EN", "PERI_RST_EN", "PERIP_CLK_EN", "PERIP_RST_EN", "WIFI_CLK_EN", "CORE_RST_EN"})
    on_written(rows_[gate], tell(on_gates));
  for (const char* app : {"APPCPU_CTRL_A", "APPCPU_CTRL_B", "APPCPU_CTRL_C"}) on_written(rows_[app], tell(on_app_cpu));
  on_written(rows_["CPU_PER_CONF"], tell(on_cpu_clock));
  for (unsigned core : {0u, 1u})
    on_written(rows_.at(4 * core), [this, core](u32) {
      if (on_boot_remap) on_boot_remap(core, boot_remap(core));
    });
}

// A flush is done as soon as it is asked for: what the cache shows is never old.
void Dport::connect_cache() {
  for (const char* name : {"PRO_CACHE_CTRL", "APP_CACHE_CTRL"}) {
    Register& r = rows_[name];
    on_written(r, [&r](u32) { r.value = (r.value & ~flush_done) | (r.value & flush_enable) << 1; });
  }
}

void Dport::connect(InterruptSource source, Wire& wire) {
  for (unsigned core : {0u, 1u}) connect(source, wire, core);
}

void Dport::connect(InterruptSource source, Wire& wire, unsigned core) {
  wire.listen([this, core, n = static_cast<unsigned>(source)](bool level) { source_changed(core, n, level); });
}

void Dport::source_changed(unsigned core, unsigned source, bool level) {
  levels_[core][source] = level;
  drive_line(core, rows_.at((core ? app_maps : pro_maps) + 4 * source).value);
}

void Dport::map_written(unsigned core, unsigned source, u32 line) {
  for (unsigned n = 0; n < lines; ++n) {
    if (!routed_[core][n][source] || n == line) continue;
    routed_[core][n].reset(source);
    drive_line(core, n);
  }
  routed_[core][line].set(source);
  drive_line(core, line);
}

void Dport::drive_line(unsigned core, unsigned line) {
  if (internal_lines >> line & 1) return;
  const bool level = (levels_[core] & routed_[core][line]).any();
  if (level == (driven_[core] >> line & 1)) return;
  driven_[core] ^= 1u << line;
  if (on_line) on_line(core, line, level);
}

u32 Dport::status(unsigned core, unsigned word) const {
  return static_cast<u32>(((levels_[core] >> 32 * word) & Sources{0xffff'ffff}).to_ulong());
}

bool Dport::clock_enabled(Gate gate) const {
  const unsigned n = static_cast<unsigned>(gate);
  if (n < 32) return rows_.at(0xc0).value >> n & 1;
  if (n < 64) return rows_.at(0x1c).value >> (n - 32) & 1;
  return true;
}

bool Dport::reset_held(Gate gate) const {
  const unsigned n = static_cast<unsigned>(gate);
  return rows_.at(n < 32 ? 0xc4 : n < 64 ? 0x20 : 0xd0).value >> n % 32 & 1;
}

u32 Dport::dma_channel(unsigned spi) const { return rows_.at(0x5a8).value >> 2 * (spi - 1) & 3; }

void Dport::reset() {
  RegisterFile::reset();
  for (unsigned core = 0; core < 2; ++core) {
    for (auto& line : routed_[core]) line.reset();
    routed_[core][no_line].set();
    for (unsigned line = 0; line < lines; ++line) drive_line(core, line);
  }
  for (Wire& wire : from_cpu) wire.drive(false);
  for (unsigned core : {0u, 1u})
    if (on_boot_remap) on_boot_remap(core, false);
}

void Dport::serialize(State& state) {
  RegisterFile::serialize(state);
  for (Wire& wire : from_cpu) state(wire);
  state(driven_);
  for (unsigned core : {0u, 1u}) {
    std::array<u32, 3> words{status(core, 0), status(core, 1), status(core, 2)};
    state(words);
    if (!state.loading()) continue;
    for (unsigned n = 0; n < interrupt_source_count; ++n) levels_[core][n] = words[n / 32] >> n % 32 & 1;
    for (auto& line : routed_[core]) line.reset();
    for (unsigned n = 0; n < interrupt_source_count; ++n)
      routed_[core][rows_.at((core ? app_maps : pro_maps) + 4 * n).value % lines].set(n);
  }
}

}  // namespace esp32
