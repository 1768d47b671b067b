#pragma once
#include "emulator/types.hpp"

namespace cpu::thumb {

// A device that only one core reaches (CortexM::map_private), but that has a part in what others reach too.
struct OwnRegisters {
  virtual ~OwnRegisters() = default;
  // A register that concerns nobody else: the core does not wait for others there.
  virtual bool is_own(emulator::u32 offset) const = 0;
};

}  // namespace cpu::thumb
