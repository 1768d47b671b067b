#pragma once
// The identification registers that end the register map of every Arm PrimeCell (UART, SPI): part number, designer
// (Arm, 0x41) and revision, then the PrimeCell's own number. RP2040 Datasheet 4.2.8 and 4.4.4, "List of Registers".
#include "emulator/registers.hpp"

namespace rp2040 {
using namespace emulator;

struct PrimeCellId {
  template <std::derived_from<RegisterFile> Owner>
  PrimeCellId(Owner& o, const std::string& prefix, u32 part, u32 rev)
      : periphid0(o, prefix + "PERIPHID0", 0xfe0, part & 0xff, reserved{31, 8}),
        periphid1(o, prefix + "PERIPHID1", 0xfe4, 0x10 | part >> 8, reserved{31, 8}),
        periphid2(o, prefix + "PERIPHID2", 0xfe8, rev << 4 | 4, reserved{31, 8}),
        periphid3(o, prefix + "PERIPHID3", 0xfec, 0, reserved{31, 8}),
        pcellid0(o, prefix + "PCELLID0", 0xff0, 0x0d, reserved{31, 8}),
        pcellid1(o, prefix + "PCELLID1", 0xff4, 0xf0, reserved{31, 8}),
        pcellid2(o, prefix + "PCELLID2", 0xff8, 0x05, reserved{31, 8}),
        pcellid3(o, prefix + "PCELLID3", 0xffc, 0xb1, reserved{31, 8}) {}

  // clang-format off
  Register periphid0;
  Register periphid1;
  Register periphid2;
  Register periphid3;
  Register pcellid0;
  Register pcellid1;
  Register pcellid2;
  Register pcellid3;
  Bits<7, 0, u32, Access::ro> partnumber0   {periphid0, "PARTNUMBER0"};
  Bits<7, 4, u32, Access::ro> designer0     {periphid1, "DESIGNER0"};
  Bits<3, 0, u32, Access::ro> partnumber1   {periphid1, "PARTNUMBER1"};
  Bits<7, 4, u32, Access::ro> revision      {periphid2, "REVISION"};
  Bits<3, 0, u32, Access::ro> designer1     {periphid2, "DESIGNER1"};
  Bits<7, 0, u32, Access::ro> configuration {periphid3, "CONFIGURATION"};
  Bits<7, 0, u32, Access::ro> cell0 {pcellid0, "PCELLID0"};
  Bits<7, 0, u32, Access::ro> cell1 {pcellid1, "PCELLID1"};
  Bits<7, 0, u32, Access::ro> cell2 {pcellid2, "PCELLID2"};
  Bits<7, 0, u32, Access::ro> cell3 {pcellid3, "PCELLID3"};
  // clang-format on
};

}  // namespace rp2040
