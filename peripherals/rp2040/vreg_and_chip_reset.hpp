#pragma once
// VREG_AND_CHIP_RESET: core voltage, brown-out detection, why the chip was reset. RP2040 Datasheet 2.10 and 2.12.
// The core supply is taken as always good: VSEL, HIZ and EN hold what is written, ROK says "in regulation" while the
// regulator is enabled and not in high impedance mode; no brown-out ever happens.
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class VregAndChipReset final : public Peripheral {
 public:
  explicit VregAndChipReset(std::string name);

  enum class Cause : u32 { power_on = 1u << 8, run_pin = 1u << 16, psm_restart = 1u << 20 };
  void chip_was_reset(Cause);  // resets this block too; a soft reset leaves the cause as it is

  void reset() override;  // all but the cause

 private:
  u32 read_vreg() const { return (vreg_.value & ~(1u << 12)) | u32{en_ && !hiz_} << 12; }

  // clang-format off
  // List of Registers
  Register            vreg_    {*this, "VREG", 0x00, 0xb1, on_read<&VregAndChipReset::read_vreg>, reserved{3, 2},
                                reserved{11, 8}, reserved{31, 13}};
  Bit<0>              en_      {vreg_, "EN"};
  Bit<1>              hiz_     {vreg_, "HIZ"};
  Bits<7, 4>          vsel_    {vreg_, "VSEL"};
  Bit<12, Access::ro> rok_     {vreg_, "ROK"};

  Register            bod_     {*this, "BOD", 0x04, 0x91, reserved{3, 1}, reserved{31, 8}};
  Bit<0>              bod_en_  {bod_, "EN"};
  Bits<7, 4>          bod_vsel_{bod_, "VSEL"};

  Register            chip_reset_{*this, "CHIP_RESET", 0x08, 0, reserved{7, 0}, reserved{15, 9}, reserved{19, 17},
                                  reserved{23, 21}, reserved{31, 25}};
  Bit<8, Access::ro>  had_por_ {chip_reset_, "HAD_POR"};
  Bit<16, Access::ro> had_run_ {chip_reset_, "HAD_RUN"};
  Bit<20, Access::ro> had_psm_restart_{chip_reset_, "HAD_PSM_RESTART"};
  Bit<24, Access::w1c> psm_restart_flag_{chip_reset_, "PSM_RESTART_FLAG"};
  // clang-format on
};

}  // namespace rp2040
