#pragma once
// SYSCFG: which interrupts are NMIs, and what the debug ports and memories do. RP2040 Datasheet 2.21.
// Not modelled: the bypass of input synchronizers, the processors' debug ports from inside, memories powered down.
#include <array>
#include <functional>

#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Syscfg final : public Peripheral {
 public:
  explicit Syscfg(std::string name);

  // The interrupt requests that are (also) the NMI of a processor; bit n: IRQ n.
  u32 nmi_mask(unsigned processor) const { return nmi_[processor].value; }
  std::function<void(unsigned processor)> on_nmi_mask;
  void set_halted(unsigned processor, bool halted) { halted_[processor] = halted; }

  void reset() override;
  void serialize(State&) override;

 private:
  void nmi_written(u32, unsigned processor);
  u32 read_proc_config() const { return (proc_config_.value & ~3u) | u32{halted_[1]} << 1 | u32{halted_[0]}; }

  // clang-format off
  // List of Registers
  Registers<2>       nmi_        {*this, "PROC[]_NMI_MASK", 0x00, 4, 0, on_write<&Syscfg::nmi_written>};
  BitsArray<2, 31, 0> nmi_mask_  {nmi_, "PROC_NMI_MASK"};

  Register           proc_config_{*this, "PROC_CONFIG", 0x08, 0x1000'0000, on_read<&Syscfg::read_proc_config>,
                                  todo{"PROC0_DAP_INSTID", 27, 24}, todo{"PROC1_DAP_INSTID", 31, 28}, reserved{23, 2}};
  Bit<0, Access::ro> proc0_halted_{proc_config_, "PROC0_HALTED"};
  Bit<1, Access::ro> proc1_halted_{proc_config_, "PROC1_HALTED"};

  Register           bypass_     {*this, "PROC_IN_SYNC_BYPASS", 0x0c, 0, todo{"PROC_IN_SYNC_BYPASS", 29, 0},
                                  reserved{31, 30}};
  Register           bypass_hi_  {*this, "PROC_IN_SYNC_BYPASS_HI", 0x10, 0, todo{"PROC_IN_SYNC_BYPASS_HI", 5, 0},
                                  reserved{31, 6}};
  Register           dbgforce_   {*this, "DBGFORCE", 0x14, 0x66, todo{"PROC0_SWDO", 0}, todo{"PROC0_SWDI", 1},
                                  todo{"PROC0_SWCLK", 2}, todo{"PROC0_ATTACH", 3}, todo{"PROC1_SWDO", 4},
                                  todo{"PROC1_SWDI", 5}, todo{"PROC1_SWCLK", 6}, todo{"PROC1_ATTACH", 7},
                                  reserved{31, 8}};
  Register           mempowerdown_{*this, "MEMPOWERDOWN", 0x18, 0, todo{"SRAM0", 0}, todo{"SRAM1", 1}, todo{"SRAM2", 2},
                                  todo{"SRAM3", 3}, todo{"SRAM4", 4}, todo{"SRAM5", 5}, todo{"USB", 6}, todo{"ROM", 7},
                                  reserved{31, 8}};
  // clang-format on

  std::array<bool, 2> halted_{};
};

}  // namespace rp2040
