#pragma once
// The pad registers of RTC_IO, each pad with its fields in a place of its own. ESP32 Technical Reference Manual 4.11,
// 4.12.3; defaults from ESP-IDF soc/rtc_io_reg.h.
#include <array>
#include <span>

#include "emulator/types.hpp"

namespace esp32 {
using emulator::u32;
using emulator::u8;

struct RtcPadField {
  const char* name;
  unsigned lsb, width;
};
struct RtcPadRegister {
  const char* name;
  u32 offset, reset;
  std::span<const RtcPadField> fields;
};

// clang-format off
inline constexpr RtcPadField sensor_fields[]{
    {"SENSE4_FUN_IE", 4, 1}, {"SENSE4_SLP_IE", 5, 1}, {"SENSE4_SLP_SEL", 6, 1}, {"SENSE4_FUN_SEL", 7, 2},
    {"SENSE3_FUN_IE", 9, 1}, {"SENSE3_SLP_IE", 10, 1}, {"SENSE3_SLP_SEL", 11, 1}, {"SENSE3_FUN_SEL", 12, 2},
    {"SENSE2_FUN_IE", 14, 1}, {"SENSE2_SLP_IE", 15, 1}, {"SENSE2_SLP_SEL", 16, 1}, {"SENSE2_FUN_SEL", 17, 2},
    {"SENSE1_FUN_IE", 19, 1}, {"SENSE1_SLP_IE", 20, 1}, {"SENSE1_SLP_SEL", 21, 1}, {"SENSE1_FUN_SEL", 22, 2},
    {"SENSE4_MUX_SEL", 24, 1}, {"SENSE3_MUX_SEL", 25, 1}, {"SENSE2_MUX_SEL", 26, 1}, {"SENSE1_MUX_SEL", 27, 1},
    {"SENSE4_HOLD", 28, 1}, {"SENSE3_HOLD", 29, 1}, {"SENSE2_HOLD", 30, 1}, {"SENSE1_HOLD", 31, 1}};
inline constexpr RtcPadField adc_fields[]{
    {"ADC2_FUN_IE", 18, 1}, {"ADC2_SLP_IE", 19, 1}, {"ADC2_SLP_SEL", 20, 1}, {"ADC2_FUN_SEL", 21, 2},
    {"ADC1_FUN_IE", 23, 1}, {"ADC1_SLP_IE", 24, 1}, {"ADC1_SLP_SEL", 25, 1}, {"ADC1_FUN_SEL", 26, 2},
    {"ADC2_MUX_SEL", 28, 1}, {"ADC1_MUX_SEL", 29, 1}, {"ADC2_HOLD", 30, 1}, {"ADC1_HOLD", 31, 1}};
inline constexpr RtcPadField dac_fields[]{
    {"DAC_XPD_FORCE", 10, 1}, {"FUN_IE", 11, 1}, {"SLP_OE", 12, 1}, {"SLP_IE", 13, 1}, {"SLP_SEL", 14, 1},
    {"FUN_SEL", 15, 2}, {"MUX_SEL", 17, 1}, {"XPD_DAC", 18, 1}, {"DAC", 19, 8}, {"RUE", 27, 1}, {"RDE", 28, 1},
    {"HOLD", 29, 1}, {"DRV", 30, 2}};
inline constexpr RtcPadField xtal_fields[]{
    {"DBIAS_XTAL_32K", 1, 2}, {"DRES_XTAL_32K", 3, 2}, {"X32P_FUN_IE", 5, 1}, {"X32P_SLP_OE", 6, 1},
    {"X32P_SLP_IE", 7, 1}, {"X32P_SLP_SEL", 8, 1}, {"X32P_FUN_SEL", 9, 2}, {"X32N_FUN_IE", 11, 1},
    {"X32N_SLP_OE", 12, 1}, {"X32N_SLP_IE", 13, 1}, {"X32N_SLP_SEL", 14, 1}, {"X32N_FUN_SEL", 15, 2},
    {"X32P_MUX_SEL", 17, 1}, {"X32N_MUX_SEL", 18, 1}, {"XPD_XTAL_32K", 19, 1}, {"DAC_XTAL_32K", 20, 2},
    {"X32P_RUE", 22, 1}, {"X32P_RDE", 23, 1}, {"X32P_HOLD", 24, 1}, {"X32P_DRV", 25, 2}, {"X32N_RUE", 27, 1},
    {"X32N_RDE", 28, 1}, {"X32N_HOLD", 29, 1}, {"X32N_DRV", 30, 2}};
inline constexpr RtcPadField touch_fields[]{
    {"TO_GPIO", 12, 1}, {"FUN_IE", 13, 1}, {"SLP_OE", 14, 1}, {"SLP_IE", 15, 1}, {"SLP_SEL", 16, 1}, {"FUN_SEL", 17, 2},
    {"MUX_SEL", 19, 1}, {"XPD", 20, 1}, {"TIE_OPT", 21, 1}, {"START", 22, 1}, {"DAC", 23, 3}, {"RUE", 27, 1},
    {"RDE", 28, 1}, {"DRV", 29, 2}, {"HOLD", 31, 1}};
inline constexpr RtcPadField touch_only_fields[]{  // the rest of these two pads is in XTAL_32K_PAD
    {"TO_GPIO", 19, 1}, {"XPD", 20, 1}, {"TIE_OPT", 21, 1}, {"START", 22, 1}, {"DAC", 23, 3}};

inline constexpr u32 dac_offset = 0x84, touch_offset = 0x94;  // 4 bytes apart
inline constexpr RtcPadRegister rtc_pad_registers[]{
    {"SENSOR_PADS", 0x7c, 0, sensor_fields},
    {"ADC_PAD", 0x80, 0, adc_fields},
    {"PAD_DAC1", 0x84, 0x8000'0000, dac_fields},
    {"PAD_DAC2", 0x88, 0x8000'0000, dac_fields},
    {"XTAL_32K_PAD", 0x8c, 0x8410'0010, xtal_fields},
    {"TOUCH_PAD0", 0x94, 0x5200'0000, touch_fields},
    {"TOUCH_PAD1", 0x98, 0x4a00'0000, touch_fields},
    {"TOUCH_PAD2", 0x9c, 0x5200'0000, touch_fields},
    {"TOUCH_PAD3", 0xa0, 0x4a00'0000, touch_fields},
    {"TOUCH_PAD4", 0xa4, 0x5200'0000, touch_fields},
    {"TOUCH_PAD5", 0xa8, 0x5200'0000, touch_fields},
    {"TOUCH_PAD6", 0xac, 0x4a00'0000, touch_fields},
    {"TOUCH_PAD7", 0xb0, 0x4200'0000, touch_fields},
    {"TOUCH_PAD8", 0xb4, 0x0200'0000, touch_only_fields},
    {"TOUCH_PAD9", 0xb8, 0x0200'0000, touch_only_fields}};

// Where a pad's fields are: their lowest bits; -1: it has none.
struct RtcPad {
  u8 pin;
  u32 offset;
  int hold, drv, rde, rue, mux_sel, fun_ie, to_gpio;
};
inline constexpr RtcPad touch_pad(u8 pin, unsigned n) { return {pin, touch_offset + 4 * n, 31, 29, 28, 27, 19, 13, 12}; }
inline constexpr std::array<RtcPad, 18> rtc_pads{{
    {36, 0x7c, 31, -1, -1, -1, 27, 19, -1},  // SENSE1
    {37, 0x7c, 30, -1, -1, -1, 26, 14, -1},
    {38, 0x7c, 29, -1, -1, -1, 25, 9, -1},
    {39, 0x7c, 28, -1, -1, -1, 24, 4, -1},
    {34, 0x80, 31, -1, -1, -1, 29, 23, -1},  // ADC1
    {35, 0x80, 30, -1, -1, -1, 28, 18, -1},
    {25, 0x84, 29, 30, 28, 27, 17, 11, -1},  // PDAC1
    {26, 0x88, 29, 30, 28, 27, 17, 11, -1},
    {33, 0x8c, 29, 30, 28, 27, 18, 11, -1},  // X32N
    {32, 0x8c, 24, 25, 23, 22, 17, 5, -1},   // X32P
    touch_pad(4, 0), touch_pad(0, 1), touch_pad(2, 2), touch_pad(15, 3),
    touch_pad(13, 4), touch_pad(12, 5), touch_pad(14, 6), touch_pad(27, 7)}};
// clang-format on

}  // namespace esp32
