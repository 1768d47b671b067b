#pragma once
// The registers of I2S. ESP32 Technical Reference Manual, chapter "I2S"; names, bits and reset values from ESP-IDF's
// soc/esp32/register/soc/i2s_reg.h.
#include <initializer_list>

#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {
extern const std::initializer_list<RegisterRow> i2s_rows;
}
