#include "cpu/xtensa/profile.hpp"

namespace cpu::xtensa {

namespace {

using enum Option;
using enum InterruptType;

constexpr Option s2_options = density | windows | mul16 | mul32 | mul32_high | div32 | nsa | min_max | sext | clamps |
                              release_sync | threadptr | unaligned | external_registers | coprocessors | caches;
constexpr Option s3_options = s2_options | loops | mac16 | booleans | fp | s32c1i;

// XCHAL_INTn_TYPE and _LEVEL, the same for ESP32, ESP32-S2 and ESP32-S3.
constexpr std::array<InterruptInput, 32> esp32_interrupts{{
    {level, 1}, {level, 1}, {level, 1}, {level, 1},     {level, 1}, {level, 1},    {timer, 1}, {software, 1},
    {level, 1}, {level, 1}, {edge, 1},  {profiling, 3}, {level, 1}, {level, 1},    {nmi, 7},   {timer, 3},
    {timer, 5}, {level, 1}, {level, 1}, {level, 2},     {level, 2}, {level, 2},    {edge, 3},  {level, 3},
    {level, 4}, {level, 4}, {level, 5}, {level, 3},     {edge, 4},  {software, 3}, {edge, 4},  {level, 5},
}};
constexpr std::array<InterruptInput, 32> esp8266_interrupts{{
    {level, 1},
    {level, 1},
    {level, 1},
    {level, 1},
    {level, 1},
    {level, 1},
    {timer, 1},
    {software, 1},
    {edge, 1},
    {edge, 1},
    {edge, 1},
    {edge, 1},
    {edge, 1},
    {edge, 1},
    {nmi, 3},
}};

constexpr Config::Vectors esp32_vectors{.windows = {0x000, 0x040, 0x080, 0x0c0, 0x100, 0x140},
                                        .level = {0, 0, 0x180, 0x1c0, 0x200, 0x240, 0x280, 0x2c0},
                                        .kernel = 0x300,
                                        .user = 0x340,
                                        .double_exception = 0x3c0};

constexpr Config esp32_family(std::string_view name, Option options, u32 configid0, u32 configid1) {
  return {.name = name,
          .options = options,
          .registers = 64,
          .configid0 = configid0,
          .configid1 = configid1,
          .reset_vector = 0x4000'0400,
          .vecbase = 0x4000'0000,
          .vectors = esp32_vectors,
          .excm_level = 3,
          .debug_level = 6,
          .nmi_level = 7,
          .interrupts = esp32_interrupts,
          .timers = {6, 15, 16},
          .misc_registers = 4,
          .breakpoints = 2,
          .timing = {}};
}

}  // namespace

const Config lx6 = esp32_family("LX6", s3_options | dfp_accelerator | expstate, 0xC2BC'FFFE, 0x1CC5'FE96);
const Config lx7_s2 = esp32_family("LX7 (ESP32-S2)", s2_options | gpio_out, 0xC2EC'FAFE, 0x2247'87B1);
const Config lx7_s3 = esp32_family("LX7 (ESP32-S3)", s3_options | pie | gpio_out, 0xC2F0'FFFE, 0x2309'0F1F);
const Config lx106{.name = "LX106",
                   .options = density | mul16 | mul32 | nsa | extended_l32r,
                   .registers = 16,
                   .configid0 = 0xC28C'DAFA,
                   .configid1 = 0x1082'B6F6,
                   .reset_vector = 0x4000'0080,
                   .vecbase = 0x4000'0000,
                   .vectors = {.windows = {},
                               .level = {0, 0, 0x10, 0x20, 0, 0, 0, 0},
                               .kernel = 0x30,
                               .user = 0x50,
                               .double_exception = 0x70},
                   .excm_level = 1,
                   .debug_level = 2,
                   .nmi_level = 3,
                   .interrupts = esp8266_interrupts,
                   .timers = {6, -1, -1},
                   .misc_registers = 0,
                   .breakpoints = 1,
                   .timing = {}};

}  // namespace cpu::xtensa
