#pragma once
// DPORT: what holds the two processors together: interrupt matrix, clock gates and resets of peripherals, the APP CPU's
// start, the CPU clock's period, cache control, software interrupts between cores.
// ESP32 Technical Reference Manual 2 "Interrupt Matrix", 5 "DPort Registers"; names as in ESP-IDF soc/dport_reg.h.
// Not modelled: memory protection (MPU, MMU of internal SRAM, PIDs: every access is allowed), power switches of ROM and
// SRAM, tracing of the cores, the interrupt on accesses to a cache that is off (CACHE_IA: the cache's
// windows stay readable while it is off), locking of cache lines; how PSRAM is split between the two caches (DRAM_HL,
// DRAM_SPLIT) does not matter where both show the memory itself.
#include <array>
#include <bitset>
#include <functional>

#include "emulator/wire.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

// Bits of PERIP_CLK_EN and PERIP_RST_EN, then those of PERI_CLK_EN and PERI_RST_EN (accelerators), then CORE_RST_EN's
// and WIFI_CLK_EN's. Numbers of a word below 32 are bits of the first pair, 32 to 63 of the second, from 64 on the
// third.
enum class Gate : u8 {
  timers,
  spi01,
  uart0,
  wdg,
  i2s0,
  uart1,
  spi2,
  i2c0,
  uhci0,
  rmt,
  pcnt,
  ledc,
  uhci1,
  timg0,
  efuse,
  timg1,
  spi3,
  pwm0,
  i2c1,
  twai,
  pwm1,
  i2s1,
  spi_dma,
  uart2,
  uart_mem,
  pwm2,
  pwm3,
  aes = 32,
  sha,
  rsa,
  secure_boot,
  digital_signature,
  wifi_mac = 66,
  sdio = 69,
  sdio_host,
  emac
};

class Dport final : public RegisterFile {
 public:
  explicit Dport(std::string name);

  void connect(InterruptSource, Wire&);                 // to both cores
  void connect(InterruptSource, Wire&, unsigned core);  // where each core has its own of that name: GPIO
  static constexpr u32 no_line = 16;  // the reset value of every map: an interrupt that only the core itself has
  std::function<void(unsigned core, unsigned line, bool level)> on_line;  // one of a core's 32 interrupts

  // What a block's gate does: clock on or off, reset held or let go.
  bool clock_enabled(Gate) const;
  bool reset_held(Gate) const;
  std::function<void()> on_gates;  // clocks or resets have changed
  std::function<void()> on_cpu_clock;
  u32 cpu_period() const { return cpu_period_; }  // 0: 80 MHz, 1: 160 MHz, 2: 240 MHz, from the PLL
  // The APP CPU: held in reset, without clock, or stalled; where the ROM sends it.
  bool app_in_reset() const { return app_resetting_; }
  bool app_clocked() const { return app_clock_; }
  bool app_stalled() const { return app_runstall_; }
  std::function<void()> on_app_cpu;
  // Whether a core sees SRAM1 instead of the first 32 KiB of ROM.
  bool boot_remap(unsigned core) const { return rows_.at(4 * core).value & 1; }
  std::function<void(unsigned core, bool on)> on_boot_remap;
  u32 dma_channel(unsigned spi) const;  // SPI_DMA_CHAN_SEL of SPI1 to SPI3: 0 none

  Wire from_cpu[4]{Wire{"FROM_CPU_INTR0"}, Wire{"FROM_CPU_INTR1"}, Wire{"FROM_CPU_INTR2"}, Wire{"FROM_CPU_INTR3"}};

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr unsigned lines = 32;
  using Sources = std::bitset<interrupt_source_count>;

  void source_changed(unsigned core, unsigned source, bool level);
  void map_written(unsigned core, unsigned source, u32 line);
  void drive_line(unsigned core, unsigned line);
  u32 status(unsigned core, unsigned word) const;
  void connect_registers();
  void connect_cache();

  RegisterRows rows_;
  Part<1, 0> cpu_period_{rows_["CPU_PER_CONF"]};
  Flag<0> app_resetting_{rows_["APPCPU_CTRL_A"]}, app_clock_{rows_["APPCPU_CTRL_B"]},
      app_runstall_{rows_["APPCPU_CTRL_C"]};

  std::array<Sources, 2> levels_;                       // as each core has them
  std::array<std::array<Sources, lines>, 2> routed_{};  // the sources of each line of each core
  std::array<u32, 2> driven_{};                         // lines, as the cores know them
};

}  // namespace esp32
