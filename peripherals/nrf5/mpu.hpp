#pragma once
// MPU: protects blocks of flash against writing and erasing. nRF51 Series Reference Manual v3.0.1, chapter 9.
// Not modelled: region 0 and what it hides from code in region 1 (PERR0, RLENR0); a debugger's own view
// (DISABLEINDEBUG is kept but no core is ever in debug interface mode).
#include "emulator/registers.hpp"
#include "peripherals/nrf5/set_clear.hpp"

namespace nrf5 {

class Mpu final : public RegisterFile {
 public:
  static constexpr u32 block_size = 4096;  // PROTBLOCKSIZE

  using RegisterFile::RegisterFile;
  bool protects(u32 flash_offset) const {
    const u32 block = flash_offset / block_size;
    return block < 64 && protected_[block / 32] >> block % 32 & 1;
  }
  void reset() override;
  void serialize(State&) override;

 private:
  void protect(u32 written, unsigned index);

  // clang-format off
  // Register overview
  Register           perr0_{*this, "PERR0", 0x528, 0,
                            todo{"POWER_CLOCK", 0}, todo{"RADIO", 1}, todo{"UART0", 2}, todo{"SPI0_TWI0", 3}, todo{"SPI1_TWI1", 4}, reserved{5},
                            todo{"GPIOTE", 6}, todo{"ADC", 7}, todo{"TIMER0", 8}, todo{"TIMER1", 9}, todo{"TIMER2", 10}, todo{"RTC0", 11},
                            todo{"TEMP", 12}, todo{"RNG", 13}, todo{"ECB", 14}, todo{"CCM_AAR", 15}, todo{"WDT", 16}, todo{"RTC1", 17},
                            todo{"QDEC", 18}, todo{"LPCOMP", 19}, reserved{29, 20}, todo{"NVMC", 30}, todo{"PPI", 31}};
  Register           rlenr0_{*this, "RLENR0", 0x52c, 0xffff'ffff, todo{"RLENR0", 31, 0}};

  // Once a bit is set, only a reset clears it.
  Registers<2>       protenset_{*this, "PROTENSET", 0x600, 4, 0, on_write<&Mpu::protect>};
  BitsArray<2, 31, 0> protreg_{protenset_, "PROTREG"};

  Register           disableindebug_{*this, "DISABLEINDEBUG", 0x608, 1, reserved{31, 1}};
  Bit<0>             disabled_in_debug_{disableindebug_, "DISABLEINDEBUG"};

  Register           protblocksize_{*this, "PROTBLOCKSIZE", 0x60c, 0, reserved{31, 2}};
  Bits<1, 0, u32, Access::ro> block_size_{protblocksize_, "PROTBLOCKSIZE"};  // 0: 4 KiB, the only one
  // clang-format on

  std::array<u32, 2> protected_{};
};

}  // namespace nrf5
