#pragma once
// The CoreSight ROM table of the chip, by which start-up code tells IC revisions apart (it looks at PID0 to PID3).
// Identification registers: Arm IHI 0029, "CoreSight Component and ROM Table identification". Nordic's JEP106 code is
// 0x44 in bank 3. In doubt: the numbers; Nordic's start-up code takes part 0x001 with revision 4 for IC revision 3.
// Not modelled: the table's entries.
#include "emulator/registers.hpp"

namespace nrf5 {
using namespace emulator;

class RomTable final : public RegisterFile {
 public:
  using RegisterFile::RegisterFile;

 private:
  // clang-format off
  Register              entry0_{*this, "ENTRY0", 0x000, 0, todo{"ENTRY", 31, 0}};
  Register              pid4_{*this, "PID4", 0xfd0, 0x02, reserved{31, 8}};
  Bits<7, 0, u32, Access::ro> bank_{pid4_, "DES_2"};
  Register              pid0_{*this, "PID0", 0xfe0, 0x01, reserved{31, 8}};
  Bits<7, 0, u32, Access::ro> part_{pid0_, "PART_0"};
  Register              pid1_{*this, "PID1", 0xfe4, 0x40, reserved{31, 8}};
  Bits<3, 0, u32, Access::ro> part_high_{pid1_, "PART_1"};
  Bits<7, 4, u32, Access::ro> designer_{pid1_, "DES_0"};
  Register              pid2_{*this, "PID2", 0xfe8, 0x4c, reserved{31, 8}};
  Bits<2, 0, u32, Access::ro> designer_high_{pid2_, "DES_1"};
  Bit<3, Access::ro>    jedec_{pid2_, "JEDEC"};
  Bits<7, 4, u32, Access::ro> revision_{pid2_, "REVISION"};
  Register              pid3_{*this, "PID3", 0xfec, 0x00, reserved{31, 8}};
  Bits<3, 0, u32, Access::ro> modified_{pid3_, "CMOD"};
  Bits<7, 4, u32, Access::ro> revand_{pid3_, "REVAND"};
  // clang-format on
};

}  // namespace nrf5
