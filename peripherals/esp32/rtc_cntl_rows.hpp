#pragma once
// The register table of RTC_CNTL. ESP32 Technical Reference Manual 31.5; names as in ESP-IDF soc/rtc_cntl_reg.h.
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

std::span<const RegisterRow> rtc_cntl_rows();

}  // namespace esp32
