#pragma once
// Interrupts of the SDMMC host: RINTSTS and IDSTS.
#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32 {

namespace sd_int {
constexpr u32 command_done = 1 << 2, data_transfer_over = 1 << 3, response_crc_error = 1 << 6, data_crc_error = 1 << 7,
              response_timeout = 1 << 8, data_read_timeout = 1 << 9, auto_command_done = 1 << 14,
              end_bit_error = 1 << 15;
}
namespace sd_dma {
constexpr u32 sent = 1 << 0, received = 1 << 1, bus_error = 1 << 2, unavailable = 1 << 4, normal = 1 << 8,
              abnormal = 1 << 9;
constexpr u32 events = sent | received | bus_error | unavailable;
}  // namespace sd_dma

}  // namespace esp32
