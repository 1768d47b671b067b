#pragma once
// The interrupt sources of the ESP32, in the order of their registers in DPORT's interrupt matrix.
// ESP32 Technical Reference Manual, "Interrupt Matrix", table "PRO_CPU, APP_CPU Interrupt Configuration".
#include "emulator/types.hpp"

namespace esp32 {
using namespace emulator;

// clang-format off
enum class InterruptSource : u8 {
  wifi_mac, wifi_mac_nmi, wifi_bb, bt_mac, bt_bb, bt_bb_nmi, rwbt, rwble, rwbt_nmi, rwble_nmi,
  slc0, slc1, uhci0, uhci1,
  tg0_t0, tg0_t1, tg0_wdt, tg0_lact, tg1_t0, tg1_t1, tg1_wdt, tg1_lact,  // by level
  gpio, gpio_nmi,
  from_cpu_0, from_cpu_1, from_cpu_2, from_cpu_3,
  spi0, spi1, spi2, spi3, i2s0, i2s1, uart0, uart1, uart2, sdio_host, emac,
  pwm0, pwm1, pwm2, pwm3, ledc, efuse, twai, rtc_core, rmt, pcnt, i2c0, i2c1, rsa,
  spi1_dma, spi2_dma, spi3_dma, wdt, timer1, timer2,
  tg0_t0_edge, tg0_t1_edge, tg0_wdt_edge, tg0_lact_edge, tg1_t0_edge, tg1_t1_edge, tg1_wdt_edge, tg1_lact_edge,
  mmu_ia, mpu_ia, cache_ia
};
// clang-format on
constexpr unsigned interrupt_source_count = 69;

}  // namespace esp32
