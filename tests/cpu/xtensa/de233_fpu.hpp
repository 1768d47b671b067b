#pragma once
// An LX6 cut down to what QEMU's de233_fpu has of one (core-de233_fpu/core-isa.h), so that the two can be compared. But
// for the number of registers: ours has 64, as every LX6 and LX7 of an ESP32, and not 32.
#include "cpu/xtensa/profile.hpp"

namespace test {

inline cpu::xtensa::Config de233_fpu() {
  using enum cpu::xtensa::Option;
  using enum cpu::xtensa::InterruptType;
  cpu::xtensa::Config c = cpu::xtensa::lx6;
  c.name = "LX6 as de233_fpu";
  c.options = static_cast<cpu::xtensa::Option>(static_cast<emulator::u32>(c.options) &
                                               ~static_cast<emulator::u32>(mul32_high | unaligned | dfp_accelerator));
  c.configid0 = 0xc103'9286;
  c.configid1 = 0x28c8'72e0;
  c.vecbase = 0x2000;
  c.interrupts = {{{level, 1}, {level, 1}, {level, 1}, {level, 1},    {level, 1}, {level, 1}, {timer, 1}, {software, 1},
                   {level, 2}, {level, 3}, {timer, 3}, {software, 3}, {level, 4}, {timer, 5}, {nmi, 7},   {edge, 1},
                   {edge, 1},  {edge, 1},  {edge, 1},  {edge, 1},     {edge, 1},  {edge, 3}}};
  c.timers = {6, 10, 13};
  c.misc_registers = 2;
  return c;
}

}  // namespace test
