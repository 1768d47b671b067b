#pragma once
// APB_CTRL, also called SYSCON: the CPU clock's divider, REF_TICK's dividers, the digital controller of the ADCs, and
// part of the chip's revision. Names as in ESP-IDF soc/syscon_reg.h. Not modelled: the ADCs' digital controller.
#include <functional>

#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class ApbCtrl final : public RegisterFile {
 public:
  // Bit 31 of DATE is one of three places that say what revision the chip has.
  ApbCtrl(std::string name, bool revision_bit);

  u32 cpu_divider() const { return (rows_.at(0).value & 0x3ff) + 1; }
  std::array<u32, 4> tick_dividers() const;  // crystal, PLL, 8 MHz, APLL; less 1
  std::function<void()> on_clocks;

 private:
  RegisterRows rows_;
};

}  // namespace esp32
