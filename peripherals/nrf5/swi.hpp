#pragma once
// SWI: an interrupt that only software raises, through the NVIC. It has no registers of its own.
// nRF51 Series Reference Manual v3.0.1, chapter 33.
#include "emulator/registers.hpp"

namespace nrf5 {
using namespace emulator;

class Swi final : public RegisterFile {
 public:
  using RegisterFile::RegisterFile;

 private:
  Register unused_{*this, "UNUSED", 0x000, 0, reserved{31, 0}};
};

}  // namespace nrf5
