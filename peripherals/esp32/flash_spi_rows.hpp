#pragma once
// The register table of SPI0 and SPI1. ESP32 Technical Reference Manual 7.8; names as in ESP-IDF soc/spi_reg.h.
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

std::span<const RegisterRow> flash_spi_rows();

}  // namespace esp32
