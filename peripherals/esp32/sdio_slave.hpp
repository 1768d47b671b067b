#pragma once
// The ESP32 as an SDIO card: SLC (DMA), SLCHOST (what the host sees) and HINF (its identity). No host is ever there, so
// nothing comes and nothing goes: registers hold what is written, and lists stand still, which is what PARK says.
// ESP32 Technical Reference Manual 9 "SDIO Slave Controller"; names as in Espressif's SVD file. The ROM's download mode
// sets it up beside UART0. Not modelled: a host.
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class SdioSlave final : public RegisterFile {
 public:
  enum class Part : u8 { slc, slc_host, hinf };
  SdioSlave(std::string name, Part part)
      : RegisterFile(std::move(name)),
        rows_(*this, part == Part::slc        ? slc_rows()
                     : part == Part::slc_host ? slc_host_rows()
                                              : hinf_rows()) {
    if (part != Part::slc) return;
    constexpr u32 parked = 1u << 31;
    for (const u32 link : {0x3cu, 0x40u, 0x44u, 0x48u})
      on_reading(rows_.at(link), [this, link] { return rows_.at(link).value | parked; });
  }

 private:
  static std::span<const RegisterRow> slc_rows(), slc_host_rows(), hinf_rows();
  RegisterRows rows_;
};

}  // namespace esp32
