#pragma once
// SYSINFO: which chip this is. RP2040 Datasheet 2.20. Revision: 1 is B0 or B1, 2 is B2 (SDK, platform.c,
// rp2040_chip_version). Not modelled: GITREF_RP2040, a number of the chip's source that is printed nowhere.
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Sysinfo final : public Peripheral {
 public:
  explicit Sysinfo(std::string name, u32 revision = 2);

 private:
  static constexpr u32 part = 0x0002, manufacturer = 0x927;  // Raspberry Pi in JEP-106

  // clang-format off
  // List of Registers
  Register chip_id_ {*this, "CHIP_ID", 0x00, part << 12 | manufacturer};
  Bits<11, 0, u32, Access::ro>  manufacturer_{chip_id_, "MANUFACTURER"};
  Bits<27, 12, u32, Access::ro> part_        {chip_id_, "PART"};
  Bits<31, 28, u32, Access::ro> revision_    {chip_id_, "REVISION"};

  Register platform_{*this, "PLATFORM", 0x04, 2, reserved{31, 2}};
  Bit<0, Access::ro> fpga_{platform_, "FPGA"};
  Bit<1, Access::ro> asic_{platform_, "ASIC"};

  Register gitref_  {*this, "GITREF_RP2040", 0x10, 0, todo{"GITREF_RP2040", 31, 0}};
  // clang-format on
};

}  // namespace rp2040
