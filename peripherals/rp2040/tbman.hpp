#pragma once
// TBMAN: tells a chip from a simulation of it. RP2040 Datasheet 2.22: this is an ASIC, as firmware is to believe.
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Tbman final : public Peripheral {
 public:
  using Peripheral::Peripheral;

 private:
  // clang-format off
  // List of Registers. Bit 2 is in the reset value of SDK headers and SVD, without a name.
  Register           platform_{*this, "PLATFORM", 0x00, 5, reserved{31, 2}};
  Bit<0, Access::ro> asic_    {platform_, "ASIC"};
  Bit<1, Access::ro> fpga_    {platform_, "FPGA"};
  // clang-format on
};

}  // namespace rp2040
