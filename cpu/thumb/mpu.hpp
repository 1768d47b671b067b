#pragma once
// The Memory Protection Unit of PMSAv6, at 0xE000ED90. Arm DDI 0419E, B3.5; Cortex-M0+ TRM (DDI 0484C) chapter 7: eight
// regions of at least 256 bytes.
// In doubt: a region larger than its address is aligned to begins at the address rounded down. S, C and B hold what is
// written: there are no caches. Not enforced: loads that the translator has folded into constants (from memory that
// stores cannot change), the default map's execute-never areas; whether code may be executed is asked when it is
// translated, for the privilege of that moment. Other engines than the interpreter enforce nothing.
#include "emulator/registers.hpp"

namespace cpu::thumb {

using namespace emulator;
class CortexM;

class Mpu final : public RegisterFile {
 public:
  static constexpr unsigned regions = 8;
  enum class Kind : u8 { read, write, execute };

  explicit Mpu(CortexM& core) : RegisterFile("MPU"), core_(core) {}

  bool enforced() const { return enable_; }
  // `privileged`: or a handler runs. `fault_handler`: execution priority is below zero.
  bool allows(u32 address, Kind, bool privileged, bool fault_handler) const;

  void reset() override;
  void serialize(State&) override;

 private:
  struct Region {
    u32 base = 0, attributes = 0;
    bool holds(u32 address) const;
    bool permits(Kind, bool privileged) const;
  };

  void control_written();
  u32 read_rbar() const { return regions_[region_].base | region_; }
  void write_rbar(u32 written);
  u32 read_rasr() const { return regions_[region_].attributes; }
  void write_rasr(u32 written);
  void changed();

  CortexM& core_;
  std::array<Region, regions> regions_{};

  // clang-format off
  // B3.5.5 MPU Type Register
  Register    type_{*this, "TYPE", 0x00, regions << 8, reserved{7, 1}, reserved{31, 24}};
  Bit<0, emulator::Access::ro>           separate_{type_, "SEPARATE"};
  Bits<15, 8, u32, emulator::Access::ro> dregion_{type_, "DREGION"};
  Bits<23, 16, u32, emulator::Access::ro> iregion_{type_, "IREGION"};
  // B3.5.6 MPU Control Register
  Register    ctrl_{*this, "CTRL", 0x04, 0, on_write<&Mpu::control_written>, reserved{31, 3}};
  Bit<0>      enable_{ctrl_, "ENABLE"};
  Bit<1>      hfnmiena_{ctrl_, "HFNMIENA"};
  Bit<2>      privdefena_{ctrl_, "PRIVDEFENA"};
  // B3.5.7 MPU Region Number Register: as many bits as there are regions to choose from
  Register    rnr_{*this, "RNR", 0x08, 0, reserved{31, 3}};
  Bits<2, 0>  region_{rnr_, "REGION"};
  // B3.5.8 MPU Region Base Address Register
  Register    rbar_{*this, "RBAR", 0x0c, 0, on_read<&Mpu::read_rbar>, on_write<&Mpu::write_rbar>, reserved{7, 5}};
  Bits<3, 0>  rbar_region_{rbar_, "REGION"};
  Bit<4>      valid_{rbar_, "VALID"};
  Bits<31, 8> addr_{rbar_, "ADDR"};
  // B3.5.9 MPU Region Attribute and Size Register
  Register    rasr_{*this, "RASR", 0x10, 0, on_read<&Mpu::read_rasr>, on_write<&Mpu::write_rasr>, reserved{7, 6},
                    reserved{23, 19}, reserved{27}, reserved{31, 29}};
  Bit<0>      region_enable_{rasr_, "ENABLE"};
  Bits<5, 1>  size_{rasr_, "SIZE"};
  Bits<15, 8> srd_{rasr_, "SRD"};
  Bit<16>     b_{rasr_, "B"};
  Bit<17>     c_{rasr_, "C"};
  Bit<18>     s_{rasr_, "S"};
  Bits<26, 24> ap_{rasr_, "AP"};
  Bit<28>     xn_{rasr_, "XN"};
  // clang-format on
};

}  // namespace cpu::thumb
